import Foundation
import SSHClient
import Testing

@Suite("Keys that cannot be used")
struct SSHKeyErrorTests {
    @Test("a file that is not there or cannot be read says why")
    func unreadable() throws {
        let folder = try KeyFolder()
        let missing = failure(folder.path + "/none")
        #expect(missing?.code == .unreadable)
        #expect(missing?.message == "the key \(folder.path)/none cannot be read: No such file or directory")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        #expect(failure(folder.path)?.message == "the key \(folder.path) cannot be read: Is a directory")
    }

    @Test("a key that others may read is refused with the command that mends it", arguments: [0o644, 0o620, 0o601])
    func tooOpen(mode: Int) throws {
        let folder = try KeyFolder()
        let file = try folder.makeKey("a key", ["-t", "ed25519"])
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        let error = failure(file)
        #expect(error?.code == .tooOpen)
        let octal = String(mode, radix: 8)
        #expect(error?.message == "the key \(file) may be used by others (mode 0\(octal)): run chmod 600 '\(file)'")
    }

    @Test("the public half is told from the private one")
    func publicHalf() throws {
        let folder = try KeyFolder()
        let file = try folder.makeKey("key", ["-t", "ed25519"]) + ".pub"
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        #expect(failure(file)?.code == .notAKey)
        #expect(failure(file)?.message.contains("without .pub") == true)
    }

    @Test(
        "what is no key, or one that is not read here, is named",
        arguments: [
            ("", SSHKeyError.Code.notAKey, "empty"),
            ("hello\n", .notAKey, "something else"),
            ("PuTTY-User-Key-File-3: ssh-ed25519\n", .unsupportedFormat, "puttygen"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", .damaged, "END OPENSSH"),
            ("-----BEGIN RSA PRIVATE KEY-----\n*\n-----END RSA PRIVATE KEY-----\n", .damaged, "base64"),
            ("-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n", .unsupportedFormat, "DSA"),
            ("-----BEGIN X PRIVATE KEY-----\nAAAA\n-----END X PRIVATE KEY-----\n", .unsupportedFormat, "ssh-keygen -p"),
        ]
    )
    func otherFiles(text: String, code: SSHKeyError.Code, words: String) throws {
        let folder = try KeyFolder()
        let error = failure(try folder.write(Array(text.utf8), to: "file"))
        #expect(error?.code == code)
        #expect(error?.message.contains(words) == true)
    }

    @Test(
        "ciphers and keys that are not supported are named, with the way out",
        arguments: [
            (["-t", "ed25519", "-Z", "chacha20-poly1305@openssh.com"], "secret", "ssh-keygen -p -f"),
            (["-t", "ed25519", "-Z", "aes256-gcm@openssh.com"], "secret", "aes256-gcm@openssh.com"),
            (["-t", "rsa", "-b", "1024"], "", "2048"),
        ]
    )
    func unsupported(arguments: [String], passphrase: String, words: String) throws {
        let folder = try KeyFolder()
        let file = try folder.makeKey("key", arguments, passphrase: passphrase)
        let error = failure(file, Secret(passphrase))
        #expect(error?.code == .unsupportedFormat)
        #expect(error?.message.contains(words) == true)
    }

    @Test(
        "key types that are not supported are named before a passphrase is asked for",
        arguments: [("ssh-dss", "ssh-dss"), ("sk-ssh-ed25519@openssh.com", "security key")]
    )
    func unsupportedTypes(algorithm: String, words: String) throws {
        var blob = SSHWireWriter()
        blob.string(algorithm)
        blob.mpint(magnitude: [3])
        var file = SSHWireWriter()
        file.raw(Array("openssh-key-v1\0".utf8))
        file.string("aes256-ctr")
        file.string("bcrypt")
        file.string("")
        file.uint32(1)
        file.string(blob.bytes)
        file.string([UInt8](repeating: 0, count: 32))
        let label = "OPENSSH PRIVATE KEY-----"
        let text = "-----BEGIN \(label)\n\(Data(file.bytes).base64EncodedString())\n-----END \(label)\n"
        let folder = try KeyFolder()
        let error = failure(try folder.write(Array(text.utf8), to: "key"))
        #expect(error?.code == .unsupportedFormat)
        #expect(error?.message.contains(words) == true)
    }

    @Test(
        "a key with a byte cut off or a bit flipped anywhere is refused or harmless, and never a crash",
        arguments: [["-t", "ed25519"], ["-t", "ecdsa", "-m", "PEM"], ["-t", "ecdsa", "-m", "PKCS8"]]
    )
    func damage(arguments: [String]) throws {
        let folder = try KeyFolder()
        let file = try folder.makeKey("key", arguments)
        let lines = String(decoding: try KeyFolder.bytes(of: file), as: UTF8.self).split(separator: "\n")
        let body = Array(try #require(Data(base64Encoded: lines.dropFirst().dropLast().joined())))
        let whole = try SSHPrivateKey(contentsOf: file).publicKey
        func load(_ body: [UInt8]) throws -> SSHPublicKey {
            let text = [String(lines[0]), Data(body).base64EncodedString(), String(lines[lines.count - 1])]
            return try SSHPrivateKey(bytes: Array(text.joined(separator: "\n").utf8), path: file).publicKey
        }
        #expect(try load(body) == whole)
        let isOpenSSH = arguments.count == 2
        for length in 0..<body.count {
            if let key = try? load(Array(body.prefix(length))) { #expect(key == whole) }
            var flipped = body
            flipped[length] ^= 0x20
            // OpenSSH's format holds the public half twice, so there no damage can yield another key.
            if let key = try? load(flipped), isOpenSSH { #expect(key == whole) }
        }
    }

    private func failure(_ file: String, _ passphrase: Secret? = nil) -> SSHKeyError? {
        do {
            _ = try SSHPrivateKey(contentsOf: file, passphrase: passphrase)
            return nil
        } catch {
            return error
        }
    }
}
