import Crypto
import Foundation
import SSHClient

/// A folder of keys that ssh-keygen made for one test; it goes with the last reference.
final class KeyFolder: Sendable {
    let path: String

    init() throws {
        // Short, because a Unix socket's path has room for 107 bytes only.
        path = "/tmp/keys-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Makes a key; the arguments are ssh-keygen's, `-t` and what else there is to say.
    func makeKey(_ name: String, _ arguments: [String], passphrase: String = "") throws -> String {
        let file = path + "/" + name
        _ = try ToolRun.output(
            ["ssh-keygen", "-q", "-f", file, "-N", passphrase, "-C", "a comment of \(name)"] + arguments
        )
        return file
    }

    /// Writes a file that only its owner may read.
    func write(_ bytes: [UInt8], to name: String, mode: Int = 0o600) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    static func bytes(of file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    }

    /// What ssh-keygen wrote beside a private key.
    static func publicLine(of file: String) throws -> String {
        String(decoding: try bytes(of: file + ".pub"), as: UTF8.self)
    }

    /// Has ssh-keygen verify an inner signature, by wrapping it up as one of its own (PROTOCOL.sshsig).
    ///
    /// `sign` is given what such a signature is made over.
    func isVerified(
        by key: SSHPublicKey,
        algorithm: String,
        sign: ([UInt8]) throws -> [UInt8]
    ) throws -> Bool {
        let message = Array("a message".utf8)
        var signed = SSHWireWriter()
        signed.raw(Array("SSHSIG".utf8))
        signed.string("test")
        signed.string("")
        signed.string("sha512")
        signed.string(Array(SHA512.hash(data: message)))
        var inner = SSHWireWriter()
        inner.string(algorithm)
        inner.string(try sign(signed.bytes))
        var envelope = SSHWireWriter()
        envelope.raw(Array("SSHSIG".utf8))
        envelope.uint32(1)
        envelope.string(key.blob)
        envelope.string("test")
        envelope.string("")
        envelope.string("sha512")
        envelope.string(inner.bytes)
        let base64 = Data(envelope.bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        let armoured = "-----BEGIN SSH SIGNATURE-----\n\(base64)\n-----END SSH SIGNATURE-----\n"
        let name = "\(UInt32.random(in: 0 ... .max))"
        let signature = try write(Array(armoured.utf8), to: name + ".sig")
        let line = "me \(key.algorithm) \(Data(key.blob).base64EncodedString())\n"
        let signers = try write(Array(line.utf8), to: name + ".signers")
        let run = try ToolRun(
            ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "me", "-n", "test", "-s", signature],
            input: message
        )
        return run.status == 0
    }
}
