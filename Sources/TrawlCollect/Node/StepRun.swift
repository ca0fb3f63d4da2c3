import SSHClient
import TrawlDomain

/// One step on one node: started under a tether, watched, and ended for certain when it has to be.
///
/// Ending goes by rungs, each with its own allowed time: end of file on the tether's input, which ends the step and
/// says that nothing of it is left; then, where the tether did not say so, a look and a kill over a channel of their own;
/// then closing the step's channel. Whoever owns the session closes it last.
struct StepRun: Sendable {
    let session: SSHSession
    /// Where the session's event loop takes tasks.
    let executor: LoopExecutor
    let folder: NodeFolder
    let step: Plan.Step
    let tether: Tether
    let clock: any Clock<Duration>
    let looks: Turnstile
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

        /// Whether the tether keeps a lease, which ends the step whatever becomes of us.
        var hasLease = false

        /// Whether a look at the node is still owed: nobody has seen the step gone, and a look can help.
        fileprivate var mustBeSeenEmpty: Bool {
            switch remains {
            case .clear, .left, .unseen: false
            case .refused: true
            case nil: stopped != nil || (started && end == .unseen && connection == nil)
            }
        }
    }

    private enum Event: Sendable {
        case pumped(OutputPump.End)
        case stop(StepStop)
        case overdue
        case looked(Remains)
        case letGo
        case quiet
    }

    /// Runs the step to its end, whatever that takes; not cancellable, but told to stop by the latch.
    ///
    /// - Throws: ``SSHError`` where the step could not be started.
    func run() async throws -> Result {
        let facts = TetherState()
        Failpoint.hit(.stepExecBefore)
        var result = try await session.withCommand(tether.command(running: step.run)) { command in
            Failpoint.hit(.stepExecAfter)
            return await watch(command, facts)
        }
        result.started = facts.facts.group != nil
        result.hasLease = facts.facts.hasLease
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
            full: { full.trip($0) }
        )
        let pumping = Task(executorPreference: executor) { await pump.run() }
        return await withTaskGroup(of: Event.self) { group in
            var result = Result(end: .unseen)
            var isPumping = true
            var isLooking = false
            var isHurried = false
            var isLetGo = false
            group.addTask { .pumped(await pumping.value) }
            group.addTask { await stop.wait().map { Event.stop(StepStop($0)) } ?? .quiet }
            group.addTask { await full.wait().map(Event.stop) ?? .quiet }
            group.addTask { await keepAlive(command) }
            if let limit = step.timeout { group.addTask { await after(limit, .stop(.timedOut)) } }
            // A child that left the group may hold the channel open after the step's end.
            group.addTask { await facts.ended.wait() == nil ? .quiet : await after(Self.slack, .overdue) }
            for await event in group {
                switch event {
                case .pumped(let end):
                    isPumping = false
                    result.disk = end.disk
                    if !isLetGo { result.connection = end.connection }
                case .stop(let reason):
                    guard !isHurried else { continue }
                    isHurried = true
                    // What has ended by itself is not ended by us, but for what it wrote too much.
                    if facts.facts.end == nil || reason.isAboutOutput { result.stopped = reason }
                    // Beside the loop: a peer that takes no more bytes must not keep the next rung from its time.
                    group.addTask {
                        try? await command.sendEOF()
                        return .quiet
                    }
                    group.addTask { await after(tether.grace + Self.slack, .overdue) }
                case .overdue:
                    guard isPumping, !isLooking else { continue }
                    if result.remains == nil {
                        isLooking = true
                        // Its own task: a look that is given up half-way takes the session with it.
                        group.addTask { .looked(await Task(executorPreference: executor) { await look(facts) }.value) }
                    } else if isHurried {
                        group.addTask { .letGo }
                    }
                case .looked(let remains):
                    isLooking = false
                    result.remains = remains
                    // Output of what was ended may still be on its way; whoever else holds the channel is let go.
                    let isBlind = remains.isBlind
                    group.addTask { [isHurried] in
                        if !isHurried { return await silence(facts) }
                        return isBlind ? .letGo : await after(Self.slack, .letGo)
                    }
                case .letGo:
                    guard isPumping, !isLetGo else { continue }
                    isLetGo = true
                    await command.close()
                    pumping.cancel()
                case .quiet: continue
                }
                if !isPumping, !isLooking { break }
            }
            group.cancelAll()
            await settle(&result, command, facts, isLetGo: isLetGo)
            return result
        }
    }

    /// What the tether's rung may take beyond the grace, for a slow node.
    private static let slack = Duration.seconds(2)
    /// How long one look for leftovers may take beyond the grace.
    private static let lookLimit = Duration.seconds(10)

    private func look(_ facts: TetherState) async -> Remains {
        let pass = try? await looks.enter("")
        defer { pass?.leave() }
        return await Remains.end(
            of: tether,
            group: facts.facts.group,
            over: session,
            within: tether.grace + Self.lookLimit,
            on: clock
        )
    }

    private func after(_ limit: Duration, _ event: Event) async -> Event {
        (try? await clock.sleep(for: limit)) == nil ? .quiet : event
    }

    /// Waits until no output has come for a while, and none is in hand.
    private func silence(_ facts: TetherState) async -> Event {
        var before = facts.facts.pieces
        while (try? await clock.sleep(for: Self.slack)) != nil {
            let now = facts.facts.pieces
            if now == before, now.taken == now.kept { return .letGo }
            before = now
        }
        return .quiet
    }

    /// Sends heartbeats for as long as the step is watched.
    private func keepAlive(_ command: SSHCommand) async -> Event {
        guard let pause = tether.heartbeatInterval else { return .quiet }
        while (try? await clock.sleep(for: pause)) != nil { try? await command.write(Tether.heartbeat) }
        return .quiet
    }

    /// Reads how the step ended out of its tether's marks and its channel's end.
    private func settle(_ result: inout Result, _ command: SSHCommand, _ facts: TetherState, isLetGo: Bool) async {
        guard let end = facts.facts.end else { return }
        result.leftovers = end.leftovers
        // The tether saw it at the node itself: no look from here is owed, and one that saw nothing is outdone.
        if end.isSeenEmpty, result.remains?.isBlind != false { result.remains = .clear(end.leftovers) }
        result.end = StepEnd(status: end.status)
        guard result.end == .exited(0), result.connection == nil, facts.facts.hasOwnGroup, !isLetGo else { return }
        // An end of the channel that contradicts the mark means that something else than the tether ended.
        switch await exit(of: command) {
        case .signal(let name): result.end = .signalled(name)
        case .status(let status): result.end = .exited(status)
        case .zeroOrUnreported, nil: break
        }
    }

    /// How the channel ended; nil where the node does not say so in time.
    private func exit(of command: SSHCommand) async -> SSHExit? {
        await withTaskGroup(of: SSHExit?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try? await command.exit() }
            group.addTask {
                try? await clock.sleep(for: Self.slack)
                return nil
            }
            return await group.next() ?? nil
        }
    }
}

extension StepStop {
    /// Whether it is about what the step wrote, which counts even where the step has ended by itself since.
    fileprivate var isAboutOutput: Bool {
        switch self {
        case .truncated, .unkept: true
        case .timedOut, .cancelled: false
        }
    }

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
