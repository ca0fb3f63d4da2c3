import Crypto
import Foundation
import TrawlDomain

/// Turns tickets into the text of a cookie and back.
///
/// A cookie is its ticket with an HMAC-SHA-256 (RFC 2104) by a key that only this data directory has: nothing has to be
/// stored for a session, it goes on after a restart, and nobody else can make one.
struct SessionSeal: Sendable {
    private let key: SymmetricKey

    init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    /// The cookie's text: a version, the ticket and the code, in base64url.
    func text(of ticket: SessionTicket) -> String {
        let seconds = UInt64(max(0, ticket.expiresAt.timeIntervalSince1970))
        var bytes = [Self.version] + ticket.id
        bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: seconds >> (8 * UInt64($0))) }
        bytes += ticket.token.bytes
        bytes += HMAC<SHA256>.authenticationCode(for: bytes, using: key)
        return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }

    /// The ticket of a text that this seal made; nil for any other.
    func ticket(in text: String) -> SessionTicket? {
        guard text.utf8.count == Self.textLength,
            let bytes = Data(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/")).map(Array.init),
            bytes.count == Self.length + Self.codeLength
        else { return nil }
        let (signed, code) = (bytes[..<Self.length], bytes[Self.length...])
        // Compared in constant time by the library.
        guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key),
            bytes[0] == Self.version, let token = TokenHash(bytes[25..<57])
        else { return nil }
        let seconds = bytes[17..<25].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let expiresAt = Date(timeIntervalSince1970: Double(seconds))
        return SessionTicket(id: Array(bytes[1..<17]), token: token, expiresAt: expiresAt)
    }

    private static let version: UInt8 = 1
    private static let length = 57
    private static let codeLength = 32
    private static let textLength = 120
}
