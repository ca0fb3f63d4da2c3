import NIOCore
import SSHClient
import Testing
import TrawlTestKit

@Suite("Commands over a real sshd", .serialized)
struct CommandTests {
    @Test func saysWhatTheCommandSaid() async throws {
        try await LoopbackFleet.with { fleet in
            let result = try await SessionFixture(fleet: fleet).run("echo out; echo err >&2; exit 7")
            #expect(result.output == "out\n")
            #expect(result.errors == "err\n")
            #expect(result.exit == .status(7))
        }
    }

    @Test func tellsASignalFromAStatus() async throws {
        try await LoopbackFleet.with { fleet in
            let result = try await SessionFixture(fleet: fleet).run("kill -9 $$")
            #expect(result.exit == .signal("KILL"))
        }
    }

    @Test func carriesALotOfOutputUnchanged() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let size = 20_000_000
            let counted = try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand("head -c \(size) /dev/zero; head -c 1000000 /dev/zero >&2") { command in
                    var counts = (out: 0, err: 0)
                    for try await piece in command.output {
                        switch piece {
                        case .stdout(let bytes): counts.out += bytes.readableBytes
                        case .stderr(let bytes): counts.err += bytes.readableBytes
                        }
                    }
                    return counts
                }
            }
            #expect(counted.out == size)
            #expect(counted.err == 1_000_000)
        }
    }

    @Test func runsCommandsSideBySideInOneSession() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let answer = try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand("cat") { quiet in
                    // The quiet command has said nothing yet; the one beside it must not wait for it.
                    async let silence = quiet.nextOutput()
                    let beside = try await session.run("echo beside")
                    try await quiet.write("after".utf8)
                    try await quiet.sendEOF()
                    guard case .stdout(let bytes)? = try await silence else { return "nothing" }
                    return beside.output + String(buffer: bytes)
                }
            }
            #expect(answer == "beside\nafter")
        }
    }

    @Test func cancellingAReaderLosesNothing() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let text = try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand("cat") { command in
                    let reader = Task { try await command.nextOutput() }
                    reader.cancel()
                    await #expect(throws: CancellationError.self) { _ = try await reader.value }
                    try await command.write("still here".utf8)
                    guard case .stdout(let bytes)? = try await command.nextOutput() else { return "" }
                    return String(buffer: bytes)
                }
            }
            #expect(text == "still here")
        }
    }

    @Test func leavesNothingOpenAfterErrorAndCancellation() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            _ = try await fixture.run("true")
            struct Planned: Error {}
            await #expect(throws: Planned.self) {
                try await fixture.client.withSession(to: fixture.configuration()) { session in
                    try await session.withCommand("sleep 60") { _ in throw Planned() }
                }
            }
            let (started, announce) = AsyncStream<Void>.makeStream()
            let task = Task {
                try await fixture.client.withSession(to: fixture.configuration()) { session in
                    try await session.withCommand("sleep 60") { command in
                        announce.yield()
                        _ = try await command.nextOutput()
                    }
                }
            }
            for await _ in started { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(fixture.client.census.sessions == 0)
            #expect(fixture.client.census.channels == 0)
            try await eventually("sockets closed") { OwnSockets.count(to: fleet.port) == 0 }
        }
    }
}
