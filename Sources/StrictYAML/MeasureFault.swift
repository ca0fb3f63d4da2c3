/// A duration or a byte count that cannot be read, with how to write it.
package struct MeasureFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// For a person; names the text.
    package let message: String

    package init(message: String) {
        self.message = message
    }

    package var description: String { message }
}
