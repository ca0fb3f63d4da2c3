package import StrictYAML

/// Something about an inventory that is no mistake, and that whoever uses it should know.
package struct InventoryNote: Hashable, Sendable, CustomStringConvertible {
    package let location: SourceLocation?
    /// For a person.
    package let message: String

    package init(location: SourceLocation? = nil, message: String) {
        self.location = location
        self.message = message
    }

    package var description: String { location.map { "\($0): \(message)" } ?? message }
}
