import Foundation
import NIOHTTP1

/// One request to a server, before it is on its way.
struct ServerCall: Sendable {
    var method: HTTPMethod = .GET
    /// Below the API's prefix, not yet percent-encoded.
    var path: [String]
    /// In order; not yet percent-encoded.
    var query: [(name: String, value: String)] = []
    /// JSON; nil for none.
    var body: String?
    var fields: [(name: String, value: String)] = []

    init(_ method: HTTPMethod = .GET, _ path: String...) {
        self.method = method
        self.path = path
    }

    /// The address to ask at a server.
    func url(at address: ServerAddress) -> String {
        let path = path.map(Self.encoded).joined(separator: "/")
        let query = query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
        return "\(address.url)\(ServerAddress.prefix)/\(path)\(query.isEmpty ? "" : "?\(query)")"
    }

    /// RFC 3986, section 2.3: everything but the unreserved characters is encoded.
    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )
}
