/// What ties one step on a node to us: it lives as long as its channel's standard input says so.
struct Tether: Sendable {
    /// Marks the step's processes and what the tether says about them; nobody can guess it.
    let token: StepToken
    /// Between TERM and KILL, in whole seconds.
    let grace: Duration
    /// How long silence may last before the node ends the step by itself, in whole seconds; zero is without lease.
    let lease: Duration
    /// The shell that runs the wrapper; tests try others.
    var shell = "sh"
    /// From how many threads of a node on a look leaves out what cannot be left of a step; tests try fewer.
    var crowd = 400

    /// What keeps the lease alive.
    static let heartbeat: [UInt8] = Array(".".utf8)

    /// How often a heartbeat is sent; nil without a lease.
    var heartbeatInterval: Duration? { lease > .zero ? lease / 4 : nil }

    /// The text of the exec request that runs a command under the tether.
    func command(running step: String) -> String {
        wrapped(Self.quotedTether, token.text, Self.seconds(grace), Self.seconds(lease), step, String(crowd))
    }

    /// How many bytes the exec request for a step takes, whatever its grace and lease.
    static func length(running step: String) -> Int {
        let widest = Tether(token: .longest, grace: .seconds(999_999), lease: .seconds(999_999))
        return widest.command(running: step).utf8.count
    }

    /// The text of the exec request that ends and reports what is left of the step.
    func remainsCommand(group: Int32?) -> String {
        wrapped(Self.quotedRemains, token.text, String(group ?? 0), Self.seconds(grace), String(crowd))
    }

    // Quoted once: every step of every node sends one of them.
    private static let quotedTether = ShellWord.quoted(TetherScript.tether)
    private static let quotedRemains = ShellWord.quoted(TetherScript.remains)

    private func wrapped(_ quotedScript: String, _ arguments: String...) -> String {
        (["exec \(shell) -c \(quotedScript) trawl"] + arguments.map(ShellWord.quoted)).joined(
            separator: " "
        )
    }

    private static func seconds(_ duration: Duration) -> String {
        String(duration.components.seconds + (duration.components.attoseconds > 0 ? 1 : 0))
    }
}
