/// What a job does on each node: a snapshot of a profile, or of commands given by hand, as `Job.plan` stores it.
///
/// It never holds a secret.
package struct Plan: Hashable, Sendable {
    /// The profile's name; ``adHoc`` for commands given by hand.
    package var name: String
    /// At least one; they run in this order.
    package var steps: [PlanStep]
    /// Which secrets are taken out of what the nodes say, besides those that are known.
    package var redact: [RedactionRule]

    package typealias Step = PlanStep

    package init(name: String, steps: [PlanStep], redact: [RedactionRule] = []) {
        self.name = name
        self.steps = steps
        self.redact = redact
    }

    /// Makes a plan of commands given by hand; their steps are called `command-1` and so on.
    ///
    /// They have no time-out but the node's, and 4 GiB of output each.
    ///
    /// - Throws: ``PlanFault`` where there is no command, or one that no shell could run.
    package init(commands: [String]) throws(PlanFault) {
        guard !commands.isEmpty else { throw PlanFault(message: "there is no command to run") }
        for command in commands {
            if let reason = PlanStep.fault(ofCommand: command) {
                throw PlanFault(
                    message: "the command \(String(command.prefix(80)).debugDescription) cannot be run: \(reason)"
                )
            }
        }
        name = Self.adHoc
        redact = []
        steps = commands.enumerated().map { place, command in
            PlanStep(name: "command-\(place + 1)", run: command, maxBytes: Self.mostBytesOfCommand)
        }
    }

    /// The name of a plan that is of no profile.
    package static let adHoc = "ad-hoc"
    private static let mostBytesOfCommand: Int64 = 4 << 30
}
