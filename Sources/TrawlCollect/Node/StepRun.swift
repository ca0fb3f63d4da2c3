import SSHClient
import TrawlDomain

/// One step on one node: started under a tether, watched, and ended for certain when it has to be.
///
/// Ending goes by rungs, each with its own allowed time: end of file on the tether's input, then a kill over a channel
/// of its own, then closing the step's channel. Whoever owns the session closes it last.
struct StepRun: Sendable {
    let session: SSHSession
    let folder: NodeFolder
    let step: Plan.Step
    let tether: Tether
    let clock: any Clock<Duration>
    /// The node's own request to stop.
    let stop: StopLatch<StopReason>
    let progress: @Sendable (Int) -> Void

    /// What became of the step.
    struct Result: Sendable {
        var end: StepEnd
        var stopped: StepStop?
        /// What a look at the node found after the step was ended from here; nil where it ended by itself.
        var remains: Remains?
        /// What the tether itself had to do about what the step left behind.
        var leftovers = TetherMark.Leftovers.none
        /// The connection's end, where that ended the step.
        var connection: SSHError?
        var disk: FolderError?
        /// Whether the tether came to run the step at all.
        var started = false

        /// Whether a look at the node is still owed: the step was ended from here, and nobody has seen it gone.
        fileprivate var mustBeSeenEmpty: Bool {
            switch remains {
            case .clear: false
            case .left, .unseen: true
            case nil: stopped != nil
            }
        }
    }

    private enum Event: Sendable {
        case pumped(OutputPump.End)
        case stop(StepStop)
        case endOverdue
        case looked(Remains)
        case quiet
    }

    /// Runs the step to its end, whatever that takes. Not cancellable; told to stop by the latch.
    ///
    /// - Throws: ``SSHError`` where the step could not be started.
    func run() async throws -> Result {
        let facts = TetherState()
        var result = try await session.withCommand(tether.command(running: step.run)) { command in
            await watch(command, facts)
        }
        result.started = facts.facts.group != nil
        if result.mustBeSeenEmpty {
            // The step's own channel is closed by now, so a node that allows only one lets us look.
            result.remains = await look(facts)
        }
        return result
    }

    private func watch(_ command: SSHCommand, _ facts: TetherState) async -> Result {
        let full = StopLatch<StepStop>()
        let pump = OutputPump(
            command: command,
            folder: folder,
            tether: facts,
            token: tether.token,
            progress: progress,
            full: { full.trip(.truncated) }
        )
        return await withTaskGroup(of: Event.self) { group in
            var result = Result(end: .unseen)
            group.addTask { .pumped(await pump.run()) }
            group.addTask { await stop.wait().map { Event.stop(StepStop($0)) } ?? .quiet }
            group.addTask { await full.wait().map(Event.stop) ?? .quiet }
            group.addTask { await keepAlive(command) }
            // A child that left the group may hold the channel open after the step's end.
            group.addTask { await facts.ended.wait() == nil ? .quiet : await overdue(after: Self.slack) }
            var isLooking = false
            for await event in group {
                switch event {
                case .pumped(let end):
                    result.connection = end.connection
                    result.disk = end.disk
                    await settle(&result, command, facts)
                    group.cancelAll()
                    return result
                case .stop(let reason):
                    guard result.stopped == nil else { continue }
                    result.stopped = reason
                    try? await command.sendEOF()
                    group.addTask { await overdue(after: tether.grace + Self.slack) }
                case .endOverdue:
                    guard !isLooking else { continue }
                    isLooking = true
                    group.addTask { .looked(await look(facts)) }
                case .looked(let remains):
                    result.remains = remains
                    // Whatever still holds the channel open is not the step, or cannot be reached: it is let go.
                    await command.close()
                case .quiet: continue
                }
            }
            return result
        }
    }

    /// What the tether's rung may take beyond the grace, for a slow node.
    private static let slack = Duration.seconds(2)
    /// How long one look for leftovers may take beyond the grace.
    private static let lookLimit = Duration.seconds(10)

    private func look(_ facts: TetherState) async -> Remains {
        await Remains.end(
            of: tether,
            group: facts.facts.group,
            over: session,
            within: tether.grace + Self.lookLimit,
            on: clock
        )
    }

    private func overdue(after limit: Duration) async -> Event {
        (try? await clock.sleep(for: limit)) == nil ? .quiet : .endOverdue
    }

    /// Sends heartbeats until the step's time is over.
    private func keepAlive(_ command: SSHCommand) async -> Event {
        var left = step.timeout
        while true {
            let pause = [tether.heartbeatInterval, left].compactMap(\.self).min()
            guard let pause else { return .quiet }
            guard (try? await clock.sleep(for: pause)) != nil else { return .quiet }
            if let remaining = left {
                left = remaining - pause
                if remaining <= pause { return .stop(.timedOut) }
            }
            try? await command.write(Tether.heartbeat)
        }
    }

    /// Reads how the step ended out of its tether's marks and its channel's end.
    private func settle(_ result: inout Result, _ command: SSHCommand, _ facts: TetherState) async {
        guard let end = facts.facts.end else { return }
        result.leftovers = end.leftovers
        result.end = StepEnd(status: end.status)
        guard result.connection == nil, facts.facts.hasOwnGroup, result.remains == nil else { return }
        // A status of the channel that contradicts the mark means that something else than the tether ended.
        if case .signal(let name)? = try? await command.exit(), result.end == .exited(0) {
            result.end = .signalled(name)
        }
    }
}

extension StepStop {
    fileprivate init(_ reason: StopReason) {
        self =
            switch reason {
            case .cancelled, .shutdown: .cancelled
            case .nodeTimeout, .jobDeadline: .timedOut
            }
    }
}

extension StepEnd {
    /// Reads a shell's exit status: 129 to 192 is 128 and a signal's number (POSIX.1-2017, XCU 2.8.2).
    fileprivate init(status: Int32) {
        self = SignalName.of(status - 128).map(StepEnd.signalled) ?? .exited(status)
    }
}
