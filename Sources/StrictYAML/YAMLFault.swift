/// One mistake in a YAML file.
package struct YAMLFault: Hashable, Sendable, CustomStringConvertible {
    package let location: SourceLocation
    /// What is wrong and how to put it right, for a person; without the location.
    package let message: String

    package init(location: SourceLocation, message: String) {
        self.location = location
        self.message = message
    }

    package var description: String { "\(location): \(message)" }
}
