import Foundation

/// Where a host answers, as people write it: `host`, `user@host`, `host:port`, `[2001:db8::1]:port`.
package struct HostAddress: Hashable, Sendable {
    package let user: String?
    /// A host name or a numeric address, without brackets.
    package let host: String
    package let port: Int?

    /// Why a text is no address, for a person.
    package struct Unreadable: Error, Hashable, Sendable, CustomStringConvertible {
        package let text: String
        package let reason: String

        package var description: String { "\(text.debugDescription) is no address: \(reason)" }
    }

    package init(_ text: String) throws(Unreadable) {
        var rest = text[...]
        if let at = rest.lastIndex(of: "@") {
            let name = rest[..<at]
            if name.isEmpty { throw Unreadable(text: text, reason: "the user is missing before @") }
            user = String(name)
            rest = rest[rest.index(after: at)...]
        } else {
            user = nil
        }
        let portText: Substring?
        if rest.hasPrefix("[") {
            guard let close = rest.firstIndex(of: "]") else {
                throw Unreadable(text: text, reason: "the bracket is never closed")
            }
            host = String(rest[rest.index(after: rest.startIndex)..<close])
            guard Self.isIPv6(host) else {
                throw Unreadable(text: text, reason: "what stands in brackets is no IPv6 address")
            }
            let after = rest[rest.index(after: close)...]
            guard after.isEmpty || after.hasPrefix(":") else {
                throw Unreadable(text: text, reason: "only a port can follow the bracket, as in [2001:db8::1]:22")
            }
            portText = after.isEmpty ? nil : after.dropFirst()
        } else if rest.count(where: { $0 == ":" }) >= 2 {
            host = String(rest)
            guard Self.isIPv6(host) else {
                throw Unreadable(
                    text: text,
                    reason: "with more than one colon it must be an IPv6 address, as in [2001:db8::1]:22"
                )
            }
            portText = nil
        } else {
            let pieces = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = String(pieces[0])
            portText = pieces.count == 2 ? pieces[1] : nil
        }
        if host.isEmpty { throw Unreadable(text: text, reason: "the host is missing") }
        port = try portText.map { digits throws(Unreadable) in
            guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
                (1...65_535).contains(number)
            else { throw Unreadable(text: text, reason: "a port is a number from 1 to 65535") }
            return number
        }
    }

    /// What the node is called where nobody names it: the host, and the port where one is written.
    ///
    /// So that several nodes on one host can be told apart, `host:2201` is called just that. For an IPv6 address, where
    /// this would be another address, it is `2001:db8::1.2201`, as tcpdump writes it.
    package var nodeName: String {
        guard let port else { return host }
        return host.contains(":") ? "\(host).\(port)" : "\(host):\(port)"
    }

    /// Whether a text is an IPv6 address, with or without a zone.
    package static func isIPv6(_ text: String) -> Bool {
        let address = text.prefix { $0 != "%" }
        var binary = in6_addr()
        return unsafe inet_pton(AF_INET6, String(address), &binary) == 1
    }
}
