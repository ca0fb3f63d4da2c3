import Glibc
import NIOPosix
import SSHClient
import Testing
import TrawlTestKit

/// The stages that a session has come to, to be waited for.
struct StageWatch: Sendable {
    private let seen = Observed<[SSHStage]>([])

    @Sendable func note(_ stage: SSHStage) { seen.change { $0.append(stage) } }

    func reached(_ stage: SSHStage) async throws {
        try await seen.wait(for: "stage \(stage)") { $0.contains(stage) ? () : nil }
    }
}

@Suite("Servers that misbehave before the sign-in")
struct DeadlineTests {
    private let group = MultiThreadedEventLoopGroup.singleton

    /// Connects to a fixture on a clock that stands still, moves it once the stage is reached, and answers the error.
    private func timeOut(_ mode: [String], at stage: SSHStage, after limit: Duration) async throws -> SSHError? {
        try await FixtureServer.with("hostile.py", mode) { server in
            let clock = ManualClock()
            let client = SSHClient.counted(group: group, clock: clock)
            let stages = StageWatch()
            let configuration = try SSHConfiguration.of(server)
            async let error = #expect(throws: SSHError.self) {
                try await client.withSession(to: configuration, onStage: stages.note) { _ in }
            }
            try await stages.reached(stage)
            try await clock.sleepers(atLeast: 1)
            clock.advance(by: limit)
            let answer = await error
            #expect(client.census.sessions == 0)
            return answer
        }
    }

    @Test func aServerThatNeverAcceptsTimesOut() async throws {
        let error = try await timeOut(["backlog-full"], at: .connecting, after: .seconds(10))
        #expect(error?.code == .timedOut)
        #expect(error?.operation == .connect)
    }

    @Test(
        "silence and a dripping banner end at the handshake's deadline",
        arguments: [
            ["silent"], ["drip", "--interval", "30"],
        ]
    )
    func silence(mode: [String]) async throws {
        let error = try await timeOut(mode, at: .handshaking, after: .seconds(15))
        #expect(error?.code == .timedOut)
        #expect(error?.operation == .handshake)
        #expect(error?.message.contains("no SSH identification line") == true)
    }

    @Test func silenceAfterTheBannerIsToldFromSilence() async throws {
        let error = try await failure(["handshake-silent"], timeouts: SSHTimeouts(handshake: .seconds(2)))
        #expect(error?.code == .timedOut)
        #expect(error?.operation == .handshake)
        #expect(error?.message.contains("no SSH handshake within") == true)
    }

    /// What connecting to a fixture comes to, with nothing left open.
    private func failure(
        _ mode: [String],
        clock: any Clock<Duration> = ContinuousClock(),
        timeouts: SSHTimeouts = SSHTimeouts()
    ) async throws -> SSHError? {
        try await FixtureServer.with("hostile.py", mode) { server in
            let client = SSHClient.counted(group: group, clock: clock)
            let configuration = try SSHConfiguration.of(server, timeouts: timeouts)
            let error = await #expect(throws: SSHError.self) {
                try await client.withSession(to: configuration) { _ in }
            }
            #expect(client.census.sessions == 0)
            return error
        }
    }

    @Test func whatIsNotSSHIsQuoted() async throws {
        let error = try await failure(["not-ssh"])
        #expect(error?.code == .protocolFailure)
        #expect(error?.operation == .handshake)
        #expect(error?.message.contains("does not speak SSH") == true, "\(error?.message ?? "")")
    }

    @Test("hanging up and resetting at once is a lost connection", arguments: ["close", "reset"])
    func lost(mode: String) async throws {
        let error = try await failure([mode])
        #expect(error?.code == .disconnected)
    }

    @Test("a flood of lines and a huge banner are given up early", arguments: ["flood", "big-banner"])
    func floods(mode: String) async throws {
        // On this clock no deadline passes: it is the bytes that are too many.
        let error = try await failure([mode], clock: ManualClock())
        #expect(error?.code == .protocolFailure)
    }

    @Test func aPortWhereNobodyListensIsRefused() async throws {
        // The port was free a moment ago, and the fixture that had it is gone.
        let configuration = try await FixtureServer.with("hostile.py", ["close"]) { try SSHConfiguration.of($0) }
        let client = SSHClient.counted(group: group)
        try await eventually("port closed") {
            let error = await #expect(throws: SSHError.self) {
                try await client.withSession(to: configuration) { _ in }
            }
            return error?.code == .refused && error?.operation == .connect
        }
    }

    @Test func aNameWithoutAnAddressIsUnresolved() async throws {
        let configuration = SSHConfiguration(
            host: "no-such-host.invalid",
            user: "alice",
            credentials: [],
            hostKeys: try HostKeyBook(files: [], policy: .off)
        )
        let client = SSHClient.counted(group: group)
        let error = await #expect(throws: SSHError.self) {
            try await client.withSession(to: configuration) { _ in }
        }
        #expect(error?.code == .unresolved)
        #expect(error?.operation == .resolve)
        #expect(error?.message.contains("no-such-host.invalid") == true)
    }

    @Test("a name server that is silent is left at the deadline, and at a cancel", arguments: [true, false])
    func silentNameServer(isCancelled: Bool) async throws {
        let (silence, answer) = AsyncStream<Void>.makeStream()
        let clock = ManualClock()
        let gate = ThreadGate()
        let resolver = HostResolver { _, _ in
            // Blocks its thread as getaddrinfo(3) does.
            gate.pass()
            answer.finish()
            return []
        }
        let client = SSHClient.counted(group: group, clock: clock, resolver: resolver)
        var configuration = SSHConfiguration(
            host: "silent.example",
            user: "alice",
            credentials: [],
            hostKeys: try HostKeyBook(files: [], policy: .off)
        )
        configuration.timeouts.resolve = .seconds(10)
        let task = Task { [configuration] in try await client.withSession(to: configuration) { _ in } }
        try await clock.sleepers(atLeast: 1)
        if isCancelled {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        } else {
            clock.advance(by: .seconds(10))
            let error = await #expect(throws: SSHError.self) { try await task.value }
            #expect(error?.code == .timedOut)
            #expect(error?.operation == .resolve)
        }
        gate.open()
        _ = silence
    }
}
