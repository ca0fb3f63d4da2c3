/// All that is wrong with what was said about the nodes; never empty.
package struct FleetFaults: Error, Hashable, Sendable, CustomStringConvertible {
    package let faults: [FleetFault]

    package init(faults: [FleetFault]) {
        self.faults = faults
    }

    /// One fault a line, the first twenty of them.
    package var description: String {
        let shown = faults.prefix(20).map(\.description)
        let rest = faults.count - shown.count
        return (rest > 0 ? shown + ["and \(rest) more"] : shown).joined(separator: "\n")
    }
}
