import StrictYAML

/// One statement of a configuration file; an Include holds those of the files that it names.
struct SSHConfigStatement: Sendable {
    enum Kind: Sendable {
        case host(patterns: [String])
        case match([SSHMatchCriterion])
        case include([[SSHConfigStatement]])
        case option(keyword: String, arguments: [String])
    }

    let kind: Kind
    let location: SourceLocation
}
