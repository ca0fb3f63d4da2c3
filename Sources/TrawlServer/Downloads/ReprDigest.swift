import Foundation
import HTTPTypes

/// `Repr-Digest` (RFC 9530): a hash of the whole representation, of which a part may be sent.
enum ReprDigest {
    static let name = HTTPField.Name("Repr-Digest")

    /// The field's value for a SHA-256 in hexadecimal; nil for anything else.
    static func field(_ sha256: String) -> String? {
        let digits = Array(sha256.utf8)
        guard digits.count == 64 else { return nil }
        var bytes = Data()
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return "sha-256=:\(bytes.base64EncodedString()):"
    }
}
