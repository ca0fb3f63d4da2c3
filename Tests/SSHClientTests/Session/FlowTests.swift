import Crypto
import Foundation
import Glibc
import NIOConcurrencyHelpers
import NIOCore
import SSHClient
import Testing
import TrawlTestKit

@Suite("What flows through a session", .serialized)
struct FlowTests {
    @Test("a reader that does not read holds the command back")
    func backPressure() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand("exec dd if=/dev/zero bs=65536 status=none") { _ in
                    var last = -1
                    try await eventually("dd held back") {
                        let now = Self.bytesWritten(by: "dd if=/dev/zero", fleet)
                        defer { last = now }
                        return now > 0 && now == last
                    }
                    #expect(last < 16_000_000)
                    let held = await session.bytesHeld
                    #expect(held < 4_000_000)
                }
            }
        }
    }

    /// What a remote process has written, as /proc counts it.
    private static func bytesWritten(by command: String, _ fleet: LoopbackFleet) -> Int {
        guard let pid = fleet.remoteProcesses().first(where: { $0.commandLine.hasPrefix(command) })?.pid,
            let counts = try? String(contentsOfFile: "/proc/\(pid)/io", encoding: .utf8),
            let line = counts.split(separator: "\n").first(where: { $0.hasPrefix("wchar: ") })
        else { return 0 }
        return Int(line.dropFirst(7)) ?? 0
    }

    @Test(
        "a slow reader of two floods costs bounded memory, whatever runs beside it",
        arguments: [
            "yes", "yes & exec yes >&2",
        ]
    )
    func slowReader(flood: String) async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let most = try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand(flood) { command in
                    var most = 0
                    for _ in 0..<40 {
                        _ = try await command.nextOutput()
                        // Takes in all that is on the wire while the flood goes on.
                        _ = try await session.run("true")
                        most = max(most, await session.bytesHeld)
                    }
                    return most
                }
            }
            #expect(most < 8_000_000)
        }
    }

    @Test("no stream waits for the other to fall silent")
    func bothStreams() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let hasSeen = try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand("echo here >&2; exec yes") { command in
                    for _ in 0..<1000 {
                        if case .stderr? = try await command.nextOutput() { return true }
                    }
                    return false
                }
            }
            #expect(hasSeen)
        }
    }

    @Test("what came before the connection was cut is not lost")
    func cutInOutput() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let arguments = ["--to", "\(fleet.host):\(fleet.port)", "--close-after", "1000000"]
            try await FixtureServer.with("proxy.py", arguments) { proxy in
                let configuration = try proxied(fixture, proxy)
                let count = NIOLockedValueBox(0)
                let error = await #expect(throws: SSHError.self) {
                    try await fixture.client.withSession(to: configuration) { session in
                        try await session.withCommand("exec cat /dev/zero") { command in
                            for try await piece in command.output {
                                count.withLockedValue { $0 += piece.bytes.readableBytes }
                            }
                        }
                    }
                }
                #expect(error?.code == .disconnected)
                #expect(error?.operation == .read)
                // All but the handshake, the sign-in and what packets cost.
                #expect(count.withLockedValue { $0 } > 950_000)
                #expect(fixture.client.census.sessions == 0)
                #expect(fixture.client.census.channels == 0)
            }
        }
    }

    private func proxied(
        _ fixture: SessionFixture,
        _ proxy: FixtureServer,
        timeouts: SSHTimeouts = SSHTimeouts()
    ) throws -> SSHConfiguration {
        var configuration = try fixture.configuration(port: proxy.port, timeouts: timeouts)
        configuration.host = proxy.host
        configuration.hostKeys = try HostKeyBook(files: [], policy: .off)
        return configuration
    }

    @Test("an sshd that is killed in the middle of output is a lost connection")
    func killed() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let configuration = try fixture.configuration()
            let error = await #expect(throws: SSHError.self) {
                try await fixture.client.withSession(to: configuration) { session in
                    try await session.withCommand("exec yes") { command in
                        _ = try await command.nextOutput()
                        fleet.signalSessions(SIGKILL)
                        for try await _ in command.output {}
                    }
                }
            }
            #expect(error?.code == .disconnected)
            #expect(fixture.client.census.sessions == 0)
        }
    }

    @Test("a cut cable ends the session after as many questions as are allowed to be missed")
    func cutCable() async throws {
        try await LoopbackFleet.with { fleet in
            let clock = ManualClock()
            let fixture = SessionFixture(fleet: fleet, clock: clock)
            try await FixtureServer.with("proxy.py", ["--to", "\(fleet.host):\(fleet.port)"]) { proxy in
                let timeouts = SSHTimeouts(keepalive: .seconds(15), keepaliveMisses: 3)
                let configuration = try proxied(fixture, proxy, timeouts: timeouts)
                let task = Task {
                    try await fixture.client.withSession(to: configuration) { session in
                        try await session.withCommand("exec sleep 60") { command in
                            try await proxy.cut()
                            // One to ask, and one for each question that may be missed.
                            for _ in 0..<4 {
                                try await clock.sleepers(atLeast: 1)
                                clock.advance(by: .seconds(15))
                            }
                            _ = try await command.nextOutput()
                        }
                    }
                }
                let error = await #expect(throws: SSHError.self) { try await task.value }
                #expect(error?.code == .disconnected)
                #expect(error?.message.contains("has not answered for too long") == true)
                #expect(fixture.client.census.sessions == 0)
            }
        }
    }

    @Test("a reader that holds the peer back does not take it for gone")
    func heldBackIsNotGone() async throws {
        try await LoopbackFleet.with { fleet in
            let clock = ManualClock()
            let fixture = SessionFixture(fleet: fleet, clock: clock)
            let timeouts = SSHTimeouts(keepalive: .seconds(15), keepaliveMisses: 2)
            let configuration = try fixture.configuration(timeouts: timeouts)
            try await fixture.client.withSession(to: configuration) { session in
                try await session.withCommand("exec yes") { command in
                    try await eventually("full inbox") { await session.bytesHeld >= 256 * 1024 }
                    for _ in 0..<10 {
                        try await clock.sleepers(atLeast: 1)
                        clock.advance(by: .seconds(15))
                    }
                    try await clock.sleepers(atLeast: 1)
                    let piece = try await command.nextOutput()
                    #expect(piece != nil)
                }
                let after = try await session.run("echo in").output
                #expect(after == "in\n")
            }
        }
    }

    @Test("keys are exchanged anew in the middle of output, while another channel is used")
    func rekey() async throws {
        try await LoopbackFleet.with(LoopbackFleet.Options(configuration: ["RekeyLimit 1M"])) { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let size = 30_000_000
            try await fixture.client.withSession(to: fixture.configuration()) { session in
                async let beside = (0..<15).asyncMap { try await session.run("echo \($0)").output }
                let count = try await session.withCommand("head -c \(size) /dev/zero") { command in
                    var count = 0
                    for try await piece in command.output { count += piece.bytes.readableBytes }
                    return count
                }
                #expect(count == size)
                let echoed = try await beside
                #expect(echoed == (0..<15).map { "\($0)\n" })
            }
            let log = try String(contentsOfFile: fleet.logPath, encoding: .utf8)
            #expect(!log.contains("error"))
        }
    }

    @Test("input is carried whole through a rekey")
    func rekeyInput() async throws {
        try await LoopbackFleet.with(LoopbackFleet.Options(configuration: ["RekeyLimit 1M"])) { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let bytes = (0..<6_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let answer = try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand("sha256sum") { command in
                    try await command.write(bytes)
                    try await command.sendEOF()
                    guard case .stdout(let text)? = try await command.nextOutput() else { return "" }
                    return String(buffer: text)
                }
            }
            #expect(answer.hasPrefix(SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()))
        }
    }
}

extension Range<Int> {
    fileprivate func asyncMap<T>(_ transform: (Int) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
