/// Node names in the order in which they were given, each once; written and read in ClusterShell's notation.
///
/// `web[01-40,43]` counts with its padding kept, `[0-10/2]` in steps, `rack[1-3]node[1-8]` in several dimensions.
/// Operands are combined strictly from left to right: `,` union, `!` difference, `&` intersection, `^` what is in one
/// of both. `@web` is a group, `@*` and `all` are every known node, and `*` and `?` match known names.
/// (https://clustershell.readthedocs.io/en/latest/tools/nodeset.html)
package struct NodeSet: Hashable, Sendable {
    package let names: [String]

    /// Reads a node set; a blank text is an empty one.
    ///
    /// - Throws: `NodeSetFault`, which points at the character, for a wrong notation, a name or a group that is not
    ///   known, a pattern that matches nothing, and for more than 1,000,000 names, before they are made.
    package init(parsing text: String, known: KnownNames = .anything) throws(NodeSetFault) {
        var evaluation = NodeSetEvaluation(text: text, known: known)
        names = try evaluation.names(of: NodeSetParser.operands(in: text))
    }

    /// The most names that one expression may stand for, counted before any is made.
    package static let limit = 1_000_000

    /// The shortest that names are written, such as `web[01-40,43]`; see ``NodeSetFold``.
    package static func fold(_ names: some Sequence<String>) -> String {
        NodeSetFold.patterns(of: names).joined(separator: ",")
    }
}
