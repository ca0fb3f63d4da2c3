/// What one line of a known_hosts file says (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
struct KnownHostsLine {
    let marker: KnownHostsMarker?
    let names: Names
    let blob: HostKeyBlob

    enum Names {
        /// Names without wildcards, which a dictionary finds.
        case plain([[UInt8]])
        case patterns(HostNamePatterns)
        case hashed(HashedHostName)
    }

    /// Why a line cannot be read, for a person.
    struct Unreadable: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }

    /// Reads a line without its line feed; nil where it is blank or a comment.
    static func read(_ line: ArraySlice<UInt8>) throws(Unreadable) -> KnownHostsLine? {
        var fields = Fields(rest: line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        guard var hosts = fields.next(), hosts.first != Self.comment else { return nil }
        guard line.count <= longestLine else { throw Unreadable("the line is longer than \(longestLine) bytes") }

        var marker: KnownHostsMarker?
        if hosts.first == UInt8(ascii: "@") {
            let word = String(decoding: hosts, as: UTF8.self)
            marker = KnownHostsMarker(rawValue: word)
            guard marker != nil else { throw Unreadable("there is no such marker; known are \(knownMarkers)") }
            guard let next = fields.next() else { throw Unreadable("there are no host names behind \(word)") }
            guard next.first != UInt8(ascii: "@") else { throw Unreadable("only one marker may stand on a line") }
            hosts = next
        }
        let names = try names(hosts)

        guard let type = fields.next(), type.first != Self.comment else { throw Unreadable("the key is missing") }
        guard let key = fields.next() else { throw Unreadable("there is no key behind its type") }
        guard let bytes = CanonicalBase64(key)?.bytes else { throw Unreadable("the key is not in base 64") }
        guard let blob = HostKeyBlob([UInt8](bytes)) else { throw Unreadable("the key is damaged") }
        guard blob.signatureAlgorithms.contains(where: { type.elementsEqual($0.utf8) }) else {
            throw Unreadable("the key is not of the type that stands before it, but \(blob.algorithm)")
        }
        return KnownHostsLine(marker: marker, names: names, blob: blob)
    }

    private static func names(_ hosts: ArraySlice<UInt8>) throws(Unreadable) -> Names {
        if hosts.first == HashedHostName.delimiter {
            guard let hashed = HashedHostName(hosts) else { throw Unreadable("the hashed host name is damaged") }
            return .hashed(hashed)
        }
        guard let patterns = HostNamePatterns(hosts) else { throw Unreadable("a host name is too long") }
        return patterns.plainNames.map(Names.plain) ?? .patterns(patterns)
    }

    /// The words of a line, which blanks and tabs separate.
    private struct Fields {
        var rest: ArraySlice<UInt8>

        mutating func next() -> ArraySlice<UInt8>? {
            rest = rest.drop(while: Self.isBlank)
            guard !rest.isEmpty else { return nil }
            let end = rest.firstIndex(where: Self.isBlank) ?? rest.endIndex
            defer { rest = rest[end...] }
            return rest[..<end]
        }

        private static func isBlank(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
        }
    }

    private static let comment = UInt8(ascii: "#")
    private static let knownMarkers = KnownHostsMarker.allCases.map(\.rawValue).joined(separator: " and ")
    /// Room for a thousand host names; what is longer is no known_hosts line, and is not worth the work.
    private static let longestLine = 64 * 1024
}
