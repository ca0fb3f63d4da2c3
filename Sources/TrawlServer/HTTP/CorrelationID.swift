import Foundation
package import HTTPTypes

/// The name of one request, from its caller or made up.
package enum CorrelationID {
    package static let field = HTTPField.Name("X-Correlation-Id")

    /// What the caller sent where it is 1 to 128 printable ASCII characters, else `req-` and a UUID.
    package static func of(_ fields: HTTPFields) -> String {
        if let field, let sent = fields[field], isSane(sent) { return sent }
        return "req-\(UUID().uuidString.lowercased())"
    }

    private static func isSane(_ text: String) -> Bool {
        let bytes = text.utf8
        return (1...128).contains(bytes.count) && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
