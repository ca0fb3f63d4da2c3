/// Why a plan cannot be made or read, for a person.
package struct PlanFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(message: String) {
        self.message = message
    }

    package var description: String { message }
}
