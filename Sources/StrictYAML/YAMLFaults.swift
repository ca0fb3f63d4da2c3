/// All the mistakes found in one YAML file, in the order of their places.
package struct YAMLFaults: Error, Hashable, Sendable, CustomStringConvertible {
    /// Never empty.
    package let faults: [YAMLFault]

    package init(faults: [YAMLFault]) {
        self.faults = faults
    }

    init(_ location: SourceLocation, _ message: String) {
        faults = [YAMLFault(location: location, message: message)]
    }

    /// One `file:line:column: message` a line.
    package var description: String { faults.map(\.description).joined(separator: "\n") }
}
