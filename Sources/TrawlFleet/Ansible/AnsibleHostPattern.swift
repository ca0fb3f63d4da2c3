/// Reads a host as Ansible's inventories write it: a name, `name:port`, or a range `web[01:20:2]`, `db-[a:f]`.
///
/// https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html, "Adding ranges of hosts".
enum AnsibleHostPattern {
    /// Why a text is no host, for a person.
    struct Unreadable: Error {
        let reason: String
    }

    /// The names that a pattern stands for, at most `limit`, and the port that it gives.
    static func hosts(_ pattern: String, limit: Int) throws(Unreadable) -> (names: [String], port: Int?) {
        let (name, port) = try split(pattern)
        guard name.contains("[") else {
            if name.isEmpty { throw Unreadable(reason: "a host's name is missing") }
            return ([name], port)
        }
        var prefixes = [""]
        var rest = name[...]
        while let open = rest.firstIndex(of: "[") {
            let text = String(rest[..<open])
            guard let close = rest[open...].firstIndex(of: "]") else {
                throw Unreadable(reason: "a bracket is never closed")
            }
            let values = try Range(rest[rest.index(after: open)..<close])
            let (count, overflows) = prefixes.count.multipliedReportingOverflow(by: values.count)
            if overflows || count > limit { throw Unreadable(reason: "this stands for more than 1,000,000 nodes") }
            prefixes = prefixes.flatMap { prefix in values.text.map { prefix + text + $0 } }
            rest = rest[rest.index(after: close)...]
        }
        return (prefixes.map { $0 + rest }, port)
    }

    /// A port is what follows the only colon outside brackets; an IPv6 address has one when it is in brackets.
    private static func split(_ pattern: String) throws(Unreadable) -> (String, Int?) {
        var colons: [String.Index] = []
        var depth = 0
        for place in pattern.indices {
            switch pattern[place] {
            case "[": depth += 1
            case "]": depth -= 1
            case ":" where depth == 0: colons.append(place)
            default: break
            }
        }
        guard colons.count == 1, let colon = colons.first else { return (pattern, nil) }
        let digits = pattern[pattern.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(digits),
            (1...65_535).contains(port)
        else { throw Unreadable(reason: "a port is a number from 1 to 65535") }
        let host = String(pattern[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]"), HostAddress.isIPv6(String(host.dropFirst().dropLast())) {
            return (String(host.dropFirst().dropLast()), port)
        }
        return (host, port)
    }

    /// Numbers or letters from one to another.
    private struct Range {
        let first: Int
        let count: Int
        let step: Int
        let width: Int
        let isAlphabetic: Bool

        init(_ inside: Substring) throws(Unreadable) {
            let bounds = inside.split(separator: ":", omittingEmptySubsequences: false)
            guard bounds.count == 2 || bounds.count == 3 else {
                throw Unreadable(reason: "a range is written [1:20], [01:20:2] or [a:f]")
            }
            let begin = bounds[0].isEmpty ? "0" : bounds[0]
            let end = bounds[1]
            step = bounds.count == 3 ? Int(bounds[2]) ?? 0 : 1
            guard step > 0 else { throw Unreadable(reason: "a range's step is a number of 1 or more") }
            let last: Int
            if let low = Self.letter(begin), let high = Self.letter(end) {
                (first, last, width, isAlphabetic) = (low, high, 0, true)
            } else {
                guard let low = Self.number(begin), let high = Self.number(end) else {
                    throw Unreadable(reason: "a range goes from a number to a number, or from a letter to a letter")
                }
                isAlphabetic = false
                width = begin.hasPrefix("0") && begin.count > 1 ? begin.count : 0
                if width > 0, width != end.count {
                    throw Unreadable(reason: "both ends of a padded range have the same number of digits")
                }
                (first, last) = (low, high)
            }
            guard first <= last else { throw Unreadable(reason: "a range runs backwards") }
            count = (last - first) / step + 1
        }

        var text: [String] {
            (0..<count).map { place in
                let value = first + place * step
                if isAlphabetic { return String(Self.letters[value]) }
                let digits = String(value)
                return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
            }
        }

        private static func letter(_ text: Substring) -> Int? {
            guard text.count == 1, let letter = text.first else { return nil }
            return letters.firstIndex(of: letter)
        }

        private static func number(_ text: Substring) -> Int? {
            guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
                return nil
            }
            return Int(text)
        }

        private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    }
}
