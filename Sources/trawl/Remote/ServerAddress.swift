import Foundation
import NIOCore

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
    /// The token opens the server to whoever sees it: without TLS it goes to this machine alone, unless `allowsPlain`.
    ///
    /// - Throws: ``CommandFailure`` for what is no address of a server.
    init(
        url: String,
        token: String,
        authorities: String? = nil,
        allowsPlain: Bool = false
    ) throws(CommandFailure) {
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
        guard parts.scheme == "https" || allowsPlain || Self.isLoopback(host) else {
            throw CommandFailure(
                "\(text) is not encrypted, and everybody on the way could read the token: use https, or a tunnel "
                    + "(ssh -L 7422:127.0.0.1:7422 \(host)), or say --plain-http where the network is trusted",
                status: .usage
            )
        }
        self.url = text
        self.token = token
        self.authorities = authorities
    }

    var description: String { url }
    var debugDescription: String { url }

    /// Whether what is sent to a host stays on this machine: RFC 6761 (section 6.3), RFC 1122 (section 3.2.1.3), RFC 4291
    /// (section 2.5.3).
    ///
    /// No name is looked up: it may be somebody else's a moment later.
    private static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        let literal = name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name
        guard let address = try? SocketAddress(ipAddress: literal, port: 0) else { return false }
        switch address {
        case .v4: return literal.hasPrefix("127.")
        case .v6: return literal == "::1"
        case .unixDomainSocket: return false
        }
    }

    /// The path under which the whole API is.
    static let prefix = "/api/v1"
}
