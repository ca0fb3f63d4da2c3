/// A loopback fleet that could not be started or ended, with what its script said.
package struct FleetFailed: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
