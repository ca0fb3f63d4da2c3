import Crypto
import Foundation
import SSHClient
import Testing

@Suite("Private keys")
struct SSHPrivateKeyTests {
    @Test("every format that ssh-keygen writes loads, and signs what ssh-keygen verifies", arguments: KeyRecipe.all)
    func loadsAndSigns(_ recipe: KeyRecipe) throws {
        let folder = try KeyFolder()
        let file = try folder.makeKey("key", recipe.arguments, passphrase: recipe.passphrase)
        let firstLine = String(decoding: try KeyFolder.bytes(of: file).prefix { $0 != 10 }, as: UTF8.self)
        try #require(firstLine == "-----BEGIN \(recipe.label)-----")

        let passphrase = recipe.passphrase.isEmpty ? nil : Secret(recipe.passphrase)
        let key = try SSHPrivateKey(contentsOf: file, passphrase: passphrase)

        let written = try #require(SSHPublicKey(line: try KeyFolder.publicLine(of: file)))
        #expect(key.publicKey == written)
        #expect(key.publicKey.comment == (recipe.label.hasPrefix("OPENSSH") ? "a comment of key" : ""))
        for algorithm in recipe.algorithms {
            #expect(
                try folder.isVerified(by: written, algorithm: algorithm) {
                    try key.signature(for: $0, algorithm: algorithm)
                }
            )
            #expect(
                try !folder.isVerified(by: written, algorithm: algorithm) {
                    try key.signature(for: $0 + [0], algorithm: algorithm)
                }
            )
        }
    }

    @Test(
        "an encrypted key wants its passphrase, and no other",
        arguments: KeyRecipe.all.filter { !$0.passphrase.isEmpty }
    )
    func passphrases(_ recipe: KeyRecipe) throws {
        let folder = try KeyFolder()
        let file = try folder.makeKey("key", recipe.arguments, passphrase: recipe.passphrase)
        let missing = #expect(throws: SSHKeyError.self) { try SSHPrivateKey(contentsOf: file) }
        #expect(missing?.code == .passphraseNeeded)
        #expect(missing?.message.contains(file) == true)
        for wrong in [recipe.passphrase + "x", ""] {
            let error = #expect(throws: SSHKeyError.self) {
                try SSHPrivateKey(contentsOf: file, passphrase: Secret(wrong))
            }
            #expect(error?.code == .wrongPassphrase)
        }
    }

    @Test("an Ed25519 key in PKCS#8, as OpenSSL writes it, is read")
    func ed25519InPKCS8() throws {
        let pair = Curve25519.Signing.PrivateKey()
        let start: [UInt8] = [
            0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
        ]
        let key = try SSHPrivateKey(bytes: armoured("PRIVATE KEY", start + pair.rawRepresentation), path: "key")
        let message = Array("a message".utf8)
        let signature = try key.signature(for: message, algorithm: "ssh-ed25519")
        #expect(pair.publicKey.isValidSignature(signature, for: message))
    }

    @Test("what OpenSSL puts before an EC key is passed over, and so are Windows line ends")
    func surroundings() throws {
        let folder = try KeyFolder()
        let file = try folder.makeKey("key", ["-t", "ecdsa", "-b", "256", "-m", "PEM"])
        let text = String(decoding: try KeyFolder.bytes(of: file), as: UTF8.self)
        let before = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        let all = (before + text).replacing("\n", with: "\r\n")
        let key = try SSHPrivateKey(bytes: Array(all.utf8), path: file)
        #expect(key.publicKey == SSHPublicKey(line: try KeyFolder.publicLine(of: file)))
    }

    @Test("a key signs only what its type can")
    func otherAlgorithms() throws {
        let folder = try KeyFolder()
        let key = try SSHPrivateKey(contentsOf: try folder.makeKey("key", ["-t", "ed25519"]))
        let error = #expect(throws: SSHKeyError.self) { try key.signature(for: [1], algorithm: "rsa-sha2-256") }
        #expect(error?.code == .cannotSign)
        #expect(key.publicKey.signatureAlgorithms == ["ssh-ed25519"])
    }

    @Test("one key signs for many tasks at once", arguments: ["ed25519", "rsa"])
    func shared(type: String) async throws {
        let folder = try KeyFolder()
        let key = try SSHPrivateKey(contentsOf: try folder.makeKey("key", ["-t", type]))
        let algorithm = key.publicKey.signatureAlgorithms[0]
        let expected = try key.signature(for: [1], algorithm: algorithm)
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<100 { group.addTask { try key.signature(for: [1], algorithm: algorithm) } }
            for try await signature in group { #expect(signature == expected) }
        }
    }

    @Test("nothing that prints a key prints the private half")
    func printsNothing() throws {
        let folder = try KeyFolder()
        let key = try SSHPrivateKey(contentsOf: try folder.makeKey("key", ["-t", "ed25519"]))
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("signer"))
        #expect("\(key)" == "ssh-ed25519 \(key.publicKey.fingerprint)")
    }

    private func armoured(_ label: String, _ body: [UInt8]) -> [UInt8] {
        Array("-----BEGIN \(label)-----\n\(Data(body).base64EncodedString())\n-----END \(label)-----\n".utf8)
    }
}
