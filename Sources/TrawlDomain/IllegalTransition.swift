/// A move that the state machine does not have.
package struct IllegalTransition: Error, Equatable, Sendable, CustomStringConvertible {
    /// The state in which it was tried, by its stored name.
    package let state: String
    /// What was tried.
    package let event: String

    package init(state: String, event: String) {
        self.state = state
        self.event = event
    }

    package var description: String { "no transition from \(state) on \(event)" }
}
