import Foundation
import SSHClient
import Testing

@Suite("Public keys")
struct SSHPublicKeyTests {
    @Test("line, blob, comment and fingerprint agree with ssh-keygen", arguments: ["ed25519", "ecdsa", "rsa"])
    func agrees(type: String) throws {
        let folder = try KeyFolder()
        let file = try folder.makeKey("key", ["-t", type])
        let line = try KeyFolder.publicLine(of: file)
        let key = try #require(SSHPublicKey(line: line))
        let shown = try ToolRun.output(["ssh-keygen", "-l", "-f", file + ".pub"]).split(separator: " ")
        #expect(key.fingerprint == shown[1])
        #expect(key.comment == "a comment of key")
        #expect(line == "\(key.algorithm) \(Data(key.blob).base64EncodedString()) \(key.comment)\n")
        #expect(SSHPublicKey(blob: key.blob) == key)
    }

    @Test(
        "lines that are no keys are none",
        arguments: [
            "", "ssh-ed25519", "ssh-ed25519 *", "ssh-ed25519 AAAA", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAAQE=",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
        ]
    )
    func refuses(line: String) {
        #expect(SSHPublicKey(line: line) == nil)
    }

    @Test("RSA keys sign with SHA-2 first")
    func algorithms() throws {
        var blob = SSHWireWriter()
        blob.string("ssh-rsa")
        blob.mpint(magnitude: [3])
        let key = try #require(SSHPublicKey(blob: blob.bytes))
        #expect(key.signatureAlgorithms == ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"])
    }
}
