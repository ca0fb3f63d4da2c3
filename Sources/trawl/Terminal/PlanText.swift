import StrictYAML
import TrawlCollect

/// The steps of a plan, for a person.
enum PlanText {
    /// How a parameter is given, and what it is where it is not.
    static func line(of parameter: ProfileParameter) -> StyledLine {
        let kind =
            switch parameter.kind {
            case .string: "text"
            case .integer: "integer"
            case .boolean: "true|false"
            case .choice(let words): words.joined(separator: "|")
            }
        var line = StyledLine("  --set \(parameter.name)=\(EscapeSanitizer.line(kind))", .plain)
        let standard = parameter.standard.map { "\($0.debugDescription) unless said" } ?? "has to be given"
        line.append("  \(EscapeSanitizer.line(standard))", .faint)
        if !parameter.description.isEmpty { line.append("  \(EscapeSanitizer.line(parameter.description))", .plain) }
        return line
    }

    /// What the step is called, its limits, where its output goes, and its command indented below.
    static func lines(of step: PlanStep) -> [StyledLine] {
        var head = StyledLine("  \(step.name)", .strong)
        var limits = ["-> \(step.artifact)", "at most \(ByteCountText.format(step.maxBytes))"]
        if let timeout = step.timeout { limits.append(DurationText.format(timeout)) }
        if step.optional { limits.append("optional") }
        head.append("  \(limits.joined(separator: ", "))", .faint)
        let command = step.run.split(separator: "\n", omittingEmptySubsequences: false)
        return [head] + command.map { StyledLine("      \(EscapeSanitizer.line(String($0)))") }
    }
}
