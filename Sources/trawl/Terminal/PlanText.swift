import StrictYAML
import TrawlCollect

/// The steps of a plan, for a person.
enum PlanText {
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
