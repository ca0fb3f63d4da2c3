import Crypto
import FoundationEssentials

/// A public key as it goes over the wire (RFC 4253, section 6.6): its algorithm's name, then its numbers.
package struct HostKeyBlob: Hashable, Sendable {
    package let bytes: [UInt8]
    /// The key's type, such as `ssh-ed25519`; `ssh-rsa` for every RSA key, whatever signs with it.
    package let algorithm: String

    /// Takes a key that is whole; nil where it is cut short, runs over, or names no sensible algorithm.
    ///
    /// The numbers are not looked at: a key is only ever compared with another one. Certificates are not keys.
    package init?(_ bytes: [UInt8]) {
        guard let strings = Self.strings(of: bytes), strings.count > 1, let name = strings.first,
            Self.isAlgorithm(name)
        else { return nil }
        self.bytes = bytes
        algorithm = String(decoding: name, as: UTF8.self)
    }

    /// `SHA256:` and the digest of the key in base 64 without padding, as ssh-keygen prints it.
    package var fingerprint: String {
        let digest = Data(SHA256.hash(data: bytes)).base64EncodedString()
        return "SHA256:" + digest.prefix { $0 != "=" }
    }

    /// The key as known_hosts spells it: its algorithm and the bytes in base 64.
    var text: String { algorithm + " " + Data(bytes).base64EncodedString() }

    /// The signature algorithms that prove possession of the key, strongest first (RFC 8332 for RSA).
    var signatureAlgorithms: [String] {
        algorithm == "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [algorithm]
    }

    /// The strings of 32-bit length and bytes that a key consists of; nil where they do not fill it exactly.
    private static func strings(of bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
        var strings: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 4, strings.count < mostStrings else { return nil }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard length <= rest.count else { return nil }
            strings.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return strings
    }

    /// Whether a server's text may be written into known_hosts and shown: RFC 4251, section 6, and no blanks.
    private static func isAlgorithm(_ name: ArraySlice<UInt8>) -> Bool {
        !name.isEmpty && name.count <= 64 && name.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") }
    }

    /// More than any key type has (DSA: five), so that a long run of empty strings costs nothing.
    private static let mostStrings = 16
}
