/// Why a text is no node set, and where in it.
package struct NodeSetFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// The notation is wrong.
        case syntax
        /// It stands for too many names.
        case tooLarge
        case unknownNode
        case unknownGroup
        /// A pattern matches no known name.
        case noMatch
    }

    package let code: Code
    /// What is wrong, for a person.
    package let message: String
    /// The whole text that was read.
    package let text: String
    /// Where it is wrong, in Unicode scalars from 0.
    package let offset: Int
    /// How many Unicode scalars are wrong, at least one.
    package let length: Int

    /// The message with the place counted from 1; a text that is one wrong name needs no place.
    package var description: String {
        switch code {
        case .syntax, .tooLarge: "\(message), at character \(offset + 1) of \(excerpt)"
        case .unknownNode, .unknownGroup, .noMatch: message
        }
    }

    private var excerpt: String {
        let scalars = text.unicodeScalars
        if scalars.count <= 80 { return text.debugDescription }
        let around = scalars.dropFirst(max(0, offset - 40)).prefix(80)
        return "…" + String(String.UnicodeScalarView(around)).debugDescription + "…"
    }
}
