/// The comma-separated patterns of one known_hosts line, which match or refuse a name together.
///
/// `*` stands for any run of characters, `?` for one; a name that a pattern behind `!` matches is not accepted by the
/// line, whatever its other patterns say (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
struct HostNamePatterns: Sendable {
    private let patterns: [Pattern]

    private struct Pattern: Sendable {
        let glob: [UInt8]
        let isNegated: Bool
    }

    /// Reads a hosts field; nil where a pattern is longer than OpenSSH reads, which makes its line match nothing.
    init?(_ field: ArraySlice<UInt8>) {
        var patterns: [Pattern] = []
        for part in field.split(separator: UInt8(ascii: ",")) {
            let isNegated = part.first == UInt8(ascii: "!")
            let glob = (isNegated ? part.dropFirst() : part).map(\.inLowerCase)
            guard glob.count <= Self.longestPattern else { return nil }
            if !glob.isEmpty { patterns.append(Pattern(glob: glob, isNegated: isNegated)) }
        }
        self.patterns = patterns
    }

    /// The names that the line lists, where it lists plain names only; nil where it has to be matched.
    var plainNames: [[UInt8]]? {
        let signs = [UInt8(ascii: "*"), UInt8(ascii: "?")]
        let isPlain = patterns.allSatisfy { !$0.isNegated && !$0.glob.contains(where: signs.contains) }
        return isPlain ? patterns.map(\.glob) : nil
    }

    func match(_ name: HostKeyName) -> Bool {
        var isAccepted = false
        for pattern in patterns where Self.matches(name.bytes, glob: pattern.glob) {
            if pattern.isNegated { return false }
            isAccepted = true
        }
        return isAccepted
    }

    /// Matches by going back to the last asterisk only, so that no pattern costs more than its length times the name's.
    private static func matches(_ name: [UInt8], glob: [UInt8]) -> Bool {
        var inName = 0
        var inGlob = 0
        var retry: (name: Int, glob: Int)?
        while inName < name.count {
            if inGlob < glob.count, glob[inGlob] == UInt8(ascii: "*") {
                inGlob += 1
                retry = (inName, inGlob)
            } else if inGlob < glob.count, glob[inGlob] == UInt8(ascii: "?") || glob[inGlob] == name[inName] {
                inGlob += 1
                inName += 1
            } else if let last = retry {
                inName = last.name + 1
                inGlob = last.glob
                retry = (inName, inGlob)
            } else {
                return false
            }
        }
        return glob[inGlob...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static let longestPattern = 1022
}
