import Glibc
import NIOCore
import NIOPosix
import SSHClient
import Testing
import TrawlTestKit

/// An sshd whose processes are stopped where they stand: it neither answers nor hangs up.
@Suite("A server that stops in the middle", .serialized)
struct StalledServerTests {
    /// How a wait is ended.
    enum Ending: CaseIterable { case deadline, cancel }

    private func cancelOrAdvance(
        _ ending: Ending,
        _ task: Task<Void, any Error>,
        _ clock: ManualClock,
        _ limit: Duration
    )
        async -> SSHError?
    {
        switch ending {
        case .deadline:
            clock.advance(by: limit)
            return await #expect(throws: SSHError.self) { try await task.value }
        case .cancel:
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            return nil
        }
    }

    @Test("during the sign-in", arguments: Ending.allCases)
    func authenticating(ending: Ending) async throws {
        try await LoopbackFleet.with { fleet in
            let clock = ManualClock()
            let fixture = SessionFixture(fleet: fleet, clock: clock)
            let configuration = try fixture.configuration()
            let stages = StageWatch()
            let task = Task {
                try await fixture.client.withSession(to: configuration) { stage in
                    if stage == .authenticating { fleet.signalSessions(SIGSTOP) }
                    stages.note(stage)
                } _: { _ in
                }
            }
            try await stages.reached(.authenticating)
            try await clock.sleepers(atLeast: 1)
            let error = await cancelOrAdvance(ending, task, clock, .seconds(30))
            if ending == .deadline {
                #expect(error?.code == .timedOut)
                #expect(error?.operation == .authenticate)
            }
            #expect(fixture.client.census.sessions == 0)
            fleet.signalSessions(SIGCONT)
        }
    }

    @Test("with an agent that waits for its user", arguments: Ending.allCases)
    func agentWaits(ending: Ending) async throws {
        try await LoopbackFleet.with { fleet in
            let real = try RealAgent()
            try real.add("-q", fleet.userKeyPath)
            real.hold(true)
            defer { real.hold(false) }
            let agent = SSHAgent(socketPath: real.socketPath, group: .singletonMultiThreadedEventLoopGroup)
            let clock = ManualClock()
            let fixture = SessionFixture(fleet: fleet, clock: clock)
            let configuration = try fixture.configuration(credentials: [.agent(agent)])
            let stages = StageWatch()
            let task = Task {
                try await fixture.client.withSession(to: configuration, onStage: stages.note) { _ in }
            }
            try await stages.reached(.authenticating)
            try await clock.sleepers(atLeast: 1)
            let error = await cancelOrAdvance(ending, task, clock, .seconds(30))
            if ending == .deadline { #expect(error?.code == .timedOut) }
            #expect(fixture.client.census.sessions == 0)
        }
    }

    @Test("while a command is started, and leaving does not wait for it", arguments: Ending.allCases)
    func openingAChannel(ending: Ending) async throws {
        try await LoopbackFleet.with { fleet in
            let clock = ManualClock()
            let fixture = SessionFixture(fleet: fleet, clock: clock)
            var configuration = try fixture.configuration()
            configuration.timeouts.keepalive = nil
            let (isReady, ready) = AsyncStream<Void>.makeStream()
            let task = Task { [configuration] in
                try await fixture.client.withSession(to: configuration) { session in
                    fleet.signalSessions(SIGSTOP)
                    ready.finish()
                    _ = try await session.run("true")
                }
            }
            for await _ in isReady {}
            try await clock.sleepers(atLeast: 1)
            let error = await cancelOrAdvance(ending, task, clock, .seconds(15))
            if ending == .deadline {
                #expect(error?.code == .timedOut)
                #expect(error?.operation == .openChannel)
            }
            #expect(fixture.client.census.sessions == 0)
            #expect(fixture.client.census.channels == 0)
            fleet.signalSessions(SIGCONT)
        }
    }

    @Test("in the middle of output, after which the clock stands still")
    func inOutput() async throws {
        try await LoopbackFleet.with { fleet in
            // On this clock no deadline ever passes, so leaving must not wait for one.
            let fixture = SessionFixture(fleet: fleet, clock: ManualClock())
            var configuration = try fixture.configuration()
            configuration.timeouts.keepalive = nil
            let (isReady, ready) = AsyncStream<Void>.makeStream()
            let task = Task { [configuration] in
                try await fixture.client.withSession(to: configuration) { session in
                    try await session.withCommand("echo begun; sleep 60") { command in
                        _ = try await command.nextOutput()
                        fleet.signalSessions(SIGSTOP)
                        ready.finish()
                        _ = try await command.nextOutput()
                    }
                }
            }
            for await _ in isReady {}
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(fixture.client.census.sessions == 0)
            #expect(fixture.client.census.channels == 0)
            fleet.signalSessions(SIGCONT)
        }
    }

    @Test("at the handshake, cancelled")
    func handshaking() async throws {
        try await FixtureServer.with("hostile.py", ["handshake-silent"]) { server in
            let client = SSHClient.counted(clock: ManualClock())
            let configuration = try SSHConfiguration.of(server)
            let stages = StageWatch()
            let task = Task { try await client.withSession(to: configuration, onStage: stages.note) { _ in } }
            try await stages.reached(.handshaking)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(client.census.sessions == 0)
        }
    }

    @Test("at the connection, cancelled, which leaves no socket")
    func connecting() async throws {
        try await FixtureServer.with("hostile.py", ["backlog-full"]) { server in
            let client = SSHClient.counted(clock: ManualClock())
            let configuration = try SSHConfiguration.of(server)
            let stages = StageWatch()
            let task = Task { try await client.withSession(to: configuration, onStage: stages.note) { _ in } }
            try await stages.reached(.connecting)
            try await eventually("connecting socket") { OwnSockets.count(to: server.port) > 0 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await eventually("socket closed") { OwnSockets.count(to: server.port) == 0 }
        }
    }

    @Test("two addresses that never answer, cancelled, leave no socket either")
    func connectingToSeveral() async throws {
        try await FixtureServer.with("hostile.py", ["backlog-full"]) { server in
            let resolver = HostResolver { _, port in
                try (0..<3).map { _ in try SocketAddress(ipAddress: server.host, port: port) }
            }
            let client = SSHClient.counted(clock: ManualClock(), resolver: resolver)
            var configuration = try SSHConfiguration.of(server)
            configuration.host = "several.example"
            let task = Task { [configuration] in try await client.withSession(to: configuration) { _ in } }
            try await eventually("connecting socket") { OwnSockets.count(to: server.port) > 0 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await eventually("sockets closed") { OwnSockets.count(to: server.port) == 0 }
        }
    }
}
