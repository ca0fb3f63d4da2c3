import Foundation

/// Where a server is, and what lets a caller in.
struct ServerAddress: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// Without a slash at its end and without the API's own prefix.
    let url: String
    /// Shown to the server alone.
    let token: String
    /// A file of certificates to trust instead of the system's; nil for the system's.
    var authorities: String?

    /// Takes an address as a person gave it.
    ///
    /// - Throws: ``CommandFailure`` for what is no address of a server.
    init(url: String, token: String, authorities: String? = nil) throws(CommandFailure) {
        var text = url
        while text.hasSuffix("/") { text.removeLast() }
        if text.hasSuffix(Self.prefix) { text.removeLast(Self.prefix.count) }
        guard let parts = URLComponents(string: text), parts.scheme == "http" || parts.scheme == "https",
            let host = parts.host, !host.isEmpty, parts.query == nil, parts.fragment == nil, parts.user == nil
        else {
            throw CommandFailure(
                "\(url.debugDescription) is no address of a server; write one as http://127.0.0.1:7422",
                status: .usage
            )
        }
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CommandFailure("the token in TRAWL_TOKEN is none", status: .configuration)
        }
        self.url = text
        self.token = token
        self.authorities = authorities
    }

    var description: String { url }
    var debugDescription: String { url }

    /// The path under which the whole API is.
    static let prefix = "/api/v1"
}
