package import StrictYAML

/// One thing that is wrong with what was said about the nodes.
package struct FleetFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// Nobody was named.
        case noTargets
        /// Targets or a hosts file that cannot be read.
        case unreadable
        case unknownName
        /// A name that cannot be used.
        case badName
        /// The same node twice.
        case duplicate
        /// A key file that is not there, or not ours to read.
        case badIdentity
        /// A host that trawl knows no way to.
        case unreachable
    }

    package let code: Code
    /// Nil where it was said on the command line.
    package let location: SourceLocation?
    /// What is wrong and how to put it right, for a person.
    package let message: String

    package init(code: Code, location: SourceLocation? = nil, message: String) {
        self.code = code
        self.location = location
        self.message = message
    }

    init(_ fault: NodeSetFault, location: SourceLocation? = nil) {
        let code: Code =
            switch fault.code {
            case .syntax, .tooLarge: .unreadable
            case .unknownNode, .unknownGroup, .noMatch: .unknownName
            }
        self.init(code: code, location: location, message: fault.description)
    }

    package var description: String { location.map { "\($0): \(message)" } ?? message }
}
