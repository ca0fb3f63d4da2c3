import SSHClient

/// One command on the node, and where its output goes.
package struct PlanStep: Hashable, Sendable {
    /// Fit to be a file's name; no other step of the plan has it.
    package var name: String
    /// For the node's `/bin/sh`.
    package var run: String
    /// Where standard output goes, below `artifacts/`; no other step of the plan has it.
    package var artifact: String
    /// The longest that it may take; nil leaves it to the node's own limit.
    package var timeout: Duration?
    /// The most bytes of output that are kept.
    package var maxBytes: Int64
    /// Whether the node may succeed without it.
    package var optional: Bool

    package init(
        name: String,
        run: String,
        artifact: String? = nil,
        timeout: Duration? = nil,
        maxBytes: Int64,
        optional: Bool = false
    ) {
        self.name = name
        self.run = run
        self.artifact = artifact ?? "\(name).txt"
        self.timeout = timeout
        self.maxBytes = maxBytes
        self.optional = optional
    }

    /// What a person who watches is told of it: the command, or its name where the command is several lines.
    package var title: String {
        let lines = run.split(whereSeparator: \.isNewline)
        return lines.count == 1 ? String(lines[0]) : name
    }

    /// What keeps a shell from running a command; nil where nothing does.
    static func fault(ofCommand command: String) -> String? {
        if command.allSatisfy(\.isWhitespace) { return "it is empty" }
        if command.utf8.contains(0) { return "it has a NUL character" }
        // It travels quoted and with its tether around it; what does not fit would fail on every node alike.
        let excess = Tether.length(running: command) - SSHSession.longestCommand
        if excess > 0 { return "it is \(excess) bytes too long to be sent (each ' counts as four)" }
        return nil
    }
}
