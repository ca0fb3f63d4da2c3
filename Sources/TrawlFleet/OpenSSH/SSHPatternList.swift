/// Patterns as ssh_config(5) has them: `*`, `?`, and `!` for what must not match.
enum SSHPatternList {
    /// Whether some pattern matches and no negated one does.
    static func matches(_ text: String, anyOf patterns: some Sequence<String>) -> Bool {
        var isMatched = false
        for pattern in patterns {
            let isNegated = pattern.hasPrefix("!")
            let name = isNegated ? String(pattern.dropFirst()) : pattern
            guard NamePattern(name).matches(text) else { continue }
            if isNegated { return false }
            isMatched = true
        }
        return isMatched
    }

    /// The same for patterns in one word, separated by commas.
    static func matches(_ text: String, list: String) -> Bool {
        matches(text, anyOf: list.split(separator: ",").map(String.init))
    }

    /// The same for a host's name, whose letter case does not count.
    static func matches(host: String, list: String) -> Bool {
        matches(host.lowercased(), list: list.lowercased())
    }
}
