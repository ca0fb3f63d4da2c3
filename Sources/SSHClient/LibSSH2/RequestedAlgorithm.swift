/// The signature algorithm of a public-key sign-in, which is not the key's own name for RSA (RFC 8332).
enum RequestedAlgorithm {
    /// The key blob to hand to libssh2.
    ///
    /// Up to 1.10 it signs with what the blob's first string says, so an RSA key must
    /// say `rsa-sha2-256` there, which OpenSSH's server takes; from 1.11 on it chooses by itself.
    static func blob(for key: SSHPublicKey) -> [UInt8] {
        guard key.algorithm == "ssh-rsa", !SSHLibrary.signsRSAWithSHA2ByItself else { return key.blob }
        var blob = SSHWireWriter()
        blob.string("rsa-sha2-256")
        blob.raw(key.blob.dropFirst(4 + key.algorithm.utf8.count))
        return blob.bytes
    }

    /// The algorithm named in the bytes that a sign-in signs (RFC 4252, section 7): session id, message number, user,
    /// service, "publickey", true, algorithm, blob.
    static func name(in signed: [UInt8]) -> String? {
        var reader = SSHWireReader(signed)
        return try? {
            _ = try reader.string()
            _ = try reader.byte()
            for _ in 0..<3 { _ = try reader.string() }
            _ = try reader.byte()
            return try reader.text()
        }()
    }
}
