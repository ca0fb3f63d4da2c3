import StrictYAML

extension Profile {
    /// The snapshot that a job keeps of it, with the values that were given for its parameters.
    ///
    /// A step that uses parameters begins with their assignments, each value as one quoted word.
    ///
    /// - Throws: ``PlanFault`` that names the parameter: one that there is not, a value that is not of its type, one that
    ///   is missing, or values with which a command is too long to be sent.
    package func plan(setting given: [String: String] = [:]) throws(PlanFault) -> Plan {
        let values = try values(given)
        var steps = steps
        for place in steps.indices {
            let used = values.filter { $0.parameter.isUsed(in: steps[place].run) }
            guard !used.isEmpty else { continue }
            let assignments = used.map { "\($0.parameter.name)=\(ShellWord.quoted($0.value))\n" }
            steps[place].run = assignments.joined() + steps[place].run
            if let reason = PlanStep.fault(ofCommand: steps[place].run) {
                throw PlanFault(message: "the step \(steps[place].name) cannot be run with these parameters: \(reason)")
            }
        }
        return Plan(name: name, steps: steps, redact: redact)
    }

    private func values(_ given: [String: String]) throws(PlanFault) -> [(parameter: ProfileParameter, value: String)] {
        let known = parameters.map(\.name)
        for name in given.keys.sorted() where !known.contains(name) {
            let question = NearestName.question(for: name, among: known)
            let rest = known.isEmpty ? "; it has none" : "; it has \(known.joined(separator: ", "))"
            throw PlanFault(
                message: "the profile \(self.name) has no parameter \(name.debugDescription)"
                    + (question.isEmpty ? rest : question)
            )
        }
        var values: [(parameter: ProfileParameter, value: String)] = []
        for parameter in parameters {
            guard let value = given[parameter.name] ?? parameter.standard else {
                throw PlanFault(
                    message: "the profile \(name) needs a value for \(parameter.name): --set \(parameter.name)=VALUE"
                )
            }
            if let reason = parameter.fault(of: value) {
                let start = String(value.prefix(80)).debugDescription
                throw PlanFault(
                    message: "the value \(start) of the parameter \(parameter.name) cannot be used: \(reason)"
                )
            }
            values.append((parameter, value))
        }
        return values
    }
}
