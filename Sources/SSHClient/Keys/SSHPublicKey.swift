import Crypto
import Foundation

/// The public half of a key pair, a user's or a host's; two are equal when their blobs are, whatever the comments say.
public struct SSHPublicKey: Hashable, Sendable, CustomStringConvertible {
    /// The key's type as its blob names it: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa` and so on.
    public let algorithm: String
    /// The key as it goes over the wire (RFC 4253, section 6.6).
    public let blob: [UInt8]
    /// What the key's owner wrote behind it; may be empty.
    public let comment: String

    /// Takes a key as it came off the wire; nil where the bytes do not begin with a key type's name.
    public init?(blob: [UInt8], comment: String = "") {
        var reader = SSHWireReader(blob)
        guard let algorithm = try? reader.text(), !reader.isAtEnd, Self.isName(algorithm) else { return nil }
        self.algorithm = algorithm
        self.blob = blob
        self.comment = comment
    }

    /// Reads a line of a `.pub` file: type, base64, comment.
    ///
    /// Nil where it is none, or where the type that the line names is not the blob's.
    public init?(line: some StringProtocol) {
        let fields = line.split(maxSplits: 2, omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" }
        guard fields.count >= 2, let blob = Data(base64Encoded: String(fields[1])) else { return nil }
        let comment = fields.count > 2 ? fields[2].trimmingCharacters(in: .whitespacesAndNewlines) : ""
        self.init(blob: Array(blob), comment: comment)
        guard algorithm == String(fields[0]) else { return nil }
    }

    /// `SHA256:` and the unpadded base64 of the blob's hash, as `ssh-keygen -l` prints it.
    public var fingerprint: String {
        "SHA256:" + Data(SHA256.hash(data: blob)).base64EncodedString().prefix { $0 != "=" }
    }

    /// Type and fingerprint.
    public var description: String { "\(algorithm) \(fingerprint)" }

    /// Names of the signatures that this key can make, the best first (RFC 8332 for RSA's three).
    package var signatureAlgorithms: [String] {
        algorithm == "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [algorithm]
    }

    /// Compares blobs; the comment is not part of the key.
    public static func == (left: SSHPublicKey, right: SSHPublicKey) -> Bool { left.blob == right.blob }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(blob) }

    /// Whether a text is fit to be an algorithm's name: printable ASCII without a comma, at most 64 (RFC 4251, section 6).
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
    }
}
