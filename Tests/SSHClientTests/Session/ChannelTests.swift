import Foundation
import Glibc
import NIOCore
import NIOPosix
import SSHClient
import Testing
import TrawlTestKit

@Suite("Channels of a session", .serialized)
struct ChannelTests {
    private static let hasIPv6 =
        (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8))?.contains(
            "\(String(repeating: "0", count: 31))1 "
        )
        ?? false

    @Test("a server that allows one channel refuses the second, and the first goes on")
    func secondRefused() async throws {
        try await LoopbackFleet.with(LoopbackFleet.Options(configuration: ["MaxSessions 1"])) { fleet in
            let fixture = SessionFixture(fleet: fleet)
            try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand("cat") { command in
                    let error = await #expect(throws: SSHError.self) { try await session.run("true") }
                    #expect(error?.code == .channelRefused)
                    #expect(error?.operation == .openChannel)
                    try await command.write("still here".utf8)
                    try await command.sendEOF()
                    guard case .stdout(let bytes)? = try await command.nextOutput() else { return }
                    #expect(String(buffer: bytes) == "still here")
                }
                #expect(fixture.client.census.channels == 0)
                // One after the other there is always room.
                for number in 0..<10 {
                    let line = try await session.run("echo \(number)").output
                    #expect(line == "\(number)\n")
                }
            }
        }
    }

    @Test("a server that allows no channel refuses the first")
    func noneAllowed() async throws {
        try await LoopbackFleet.with(LoopbackFleet.Options(configuration: ["MaxSessions 0"])) { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let error = await #expect(throws: SSHError.self) { try await fixture.run("true") }
            #expect(error?.code == .channelRefused)
            #expect(fixture.client.census.sessions == 0)
        }
    }

    @Test("a command of 200 KB is refused in so many words, and the session goes on")
    func longCommand() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            try await fixture.client.withSession(to: fixture.configuration()) { session in
                let text = "echo " + String(repeating: "x", count: 200_000)
                let error = await #expect(throws: SSHError.self) { try await session.run(text) }
                #expect(error?.code == .execRefused)
                #expect(error?.message.contains("200005 bytes long; at most 32000") == true)
                let longest = "echo " + String(repeating: "x", count: 31_995)
                let echoed = try await session.run(longest).output.utf8.count
                #expect(echoed == 31_996)
            }
        }
    }

    @Test("leaving a running command by an error does not wait for it, and the session goes on")
    func leftBehind() async throws {
        struct Planned: Error {}
        try await LoopbackFleet.with { fleet in
            // No deadline ever passes on this clock.
            let fixture = SessionFixture(fleet: fleet, clock: ManualClock())
            try await fixture.client.withSession(to: fixture.configuration()) { session in
                for _ in 0..<3 {
                    await #expect(throws: Planned.self) {
                        try await session.withCommand("exec sleep 60") { _ in throw Planned() }
                    }
                }
                let after = try await session.run("echo in").output
                #expect(after == "in\n")
                try await session.withCommand("exec sleep 60") { await $0.close() }
            }
            #expect(fixture.client.census.sessions == 0)
            #expect(fixture.client.census.channels == 0)
        }
    }

    @Test("what is left behind is let go once the server has closed it")
    func letGo() async throws {
        struct Planned: Error {}
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            try await fixture.client.withSession(to: fixture.configuration()) { session in
                await #expect(throws: Planned.self) {
                    try await session.withCommand("exec sleep 60") { _ in throw Planned() }
                }
                try await eventually("sleep to kill") {
                    let process = fleet.remoteProcesses().first { $0.commandLine == "sleep 60" }
                    return process.map { kill($0.pid, SIGKILL) } == 0
                }
                try await eventually("channel let go") {
                    _ = try await session.run("true")
                    return fixture.client.census.channels == 0
                }
            }
        }
    }

    @Test("a task that still reads when its command is left learns that it is closed")
    func readerLeftBehind() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let configuration = try fixture.configuration(timeouts: SSHTimeouts(close: .milliseconds(50)))
            for leavesSession in [false, true] {
                let reader = try await fixture.client.withSession(to: configuration) { session in
                    let reader = try await session.withCommand("echo begun; exec sleep 60") { command in
                        _ = try await command.nextOutput()
                        let reader = Task { try await command.nextOutput() }
                        if !leavesSession { await command.close() }
                        return reader
                    }
                    return reader
                }
                let error = await #expect(throws: SSHError.self) { try await reader.value }
                #expect(error?.code == .sessionClosed)
            }
        }
    }

    @Test("writing to a command that has ended is an error, not a wait")
    func writingToTheDead() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand("true") { command in
                    // More than the window, which nobody opens again.
                    let error = await #expect(throws: SSHError.self) {
                        try await command.write([UInt8](repeating: 0, count: 8_000_000))
                    }
                    #expect(error?.code == .sessionClosed)
                    #expect(error?.operation == .write)
                    let exit = try await command.exit()
                    #expect(exit == .zeroOrUnreported)
                }
                let after = try await session.run("echo in").output
                #expect(after == "in\n")
            }
        }
    }

    @Test("after a write that was given up, the end of input still gets through")
    func endAfterGivenUpWrite() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let go = fleet.folder.file("go").path
            try await fixture.client.withSession(to: fixture.configuration()) { session in
                let text = "until [ -e \(go) ]; do sleep 0.02; done; cat >/dev/null; echo end"
                try await session.withCommand(text) { command in
                    let writer = Task { try await command.write([UInt8](repeating: 0, count: 8_000_000)) }
                    // It cannot get further than the window, wherever the cancel meets it.
                    writer.cancel()
                    await #expect(throws: CancellationError.self) { try await writer.value }
                    try await command.sendEOF()
                    try await command.sendEOF()
                    try fleet.folder.write("", to: "go")
                    guard case .stdout(let bytes)? = try await command.nextOutput() else { return }
                    #expect(String(buffer: bytes) == "end\n")
                    let exit = try await command.exit()
                    #expect(exit == .zeroOrUnreported)
                }
            }
        }
    }

    @Test("waiting for the exit can be cancelled and taken up again")
    func exitTwice() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            try await fixture.client.withSession(to: fixture.configuration()) { session in
                try await session.withCommand("exec 1>&- 2>&-; read line; exit 4") { command in
                    let first = Task { try await command.exit() }
                    first.cancel()
                    await #expect(throws: CancellationError.self) { try await first.value }
                    try await command.write("go\n".utf8)
                    let exit = try await command.exit()
                    #expect(exit == .status(4))
                }
            }
        }
    }

    @Test("thirty sessions of ten channels each, all at once, through two event loops")
    func manyAtOnce() async throws {
        try await LoopbackFleet.with(LoopbackFleet.Options(configuration: ["PermitUserEnvironment yes"])) { fleet in
            // A home without start-up files: three hundred shells that read a developer's own take a minute.
            let keys = try fleet.folder.read("authorized_keys")
            try fleet.folder.write("environment=\"HOME=\(fleet.folder.path)\" \(keys)", to: "authorized_keys")
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
            let client = SSHClient.counted(group: group)
            let configuration = try SessionFixture(fleet: fleet).configuration()
            let answers = try await withThrowingTaskGroup(of: [String].self) { tasks in
                for number in 0..<30 {
                    tasks.addTask {
                        var own = configuration
                        own.host = LoopbackFleet.address(number)
                        return try await client.withSession(to: own) { session in
                            try await withThrowingTaskGroup(of: String.self) { channels in
                                for place in 0..<10 {
                                    channels.addTask { try await session.run("echo \(number).\(place)").output }
                                }
                                return try await channels.reduce(into: []) { $0.append($1) }
                            }
                        }
                    }
                }
                return try await tasks.reduce(into: []) { $0 += $1 }
            }
            #expect(answers.count == 300)
            #expect(Set(answers) == Set((0..<300).map { "\($0 / 10).\($0 % 10)\n" }))
            #expect(client.census.sessions == 0)
            #expect(client.census.channels == 0)
            try await group.shutdownGracefully()
        }
    }

    @Test("a node is reached by its IPv6 address", .enabled(if: hasIPv6, "this machine has no ::1"))
    func overIPv6() async throws {
        let options = LoopbackFleet.Options(configuration: ["ListenAddress ::1", "AllowUsers *@::1"])
        try await LoopbackFleet.with(options) { fleet in
            let fixture = SessionFixture(fleet: fleet)
            var configuration = try fixture.configuration()
            configuration.host = "::1"
            configuration.hostKeys = try HostKeyBook(files: [fleet.folder.file("six").path], policy: .acceptNew)
            let output = try await fixture.run("echo in", configuration).output
            #expect(output == "in\n")
        }
    }

    @Test("a name with several addresses is reached by the one that answers")
    func severalAddresses() async throws {
        try await LoopbackFleet.with { fleet in
            let resolver = HostResolver { _, port in
                // Nobody listens on the first.
                [
                    try SocketAddress(ipAddress: "::1", port: port),
                    try SocketAddress(ipAddress: "127.0.1.9", port: port),
                ]
            }
            let client = SSHClient.counted(resolver: resolver)
            var configuration = try SessionFixture(fleet: fleet).configuration()
            configuration.host = "several.example"
            configuration.hostKeys = try HostKeyBook(files: [], policy: .acceptNew)
            let output = try await client.withSession(to: configuration) { try await $0.run("echo in").output }
            #expect(output == "in\n")
        }
    }
}
