import Foundation
import Glibc
import NIOCore
import SSHClient
import Testing
import TrawlTestKit

/// Names that are asked for while name servers are silent; the look-up blocks its thread as getaddrinfo(3) does.
@Suite("Looking names up", .timeLimit(.minutes(1)))
struct HostResolverTests {
    private static let limit = Duration.seconds(10)

    /// Name servers of which those for one zone are silent until they are let speak.
    private struct Servers {
        let resolver: HostResolver
        /// Every name that was asked for, in order.
        let asked = Observed([String]())
        private let silence: ThreadGate
        private let clock: ManualClock

        init(mostAtOnce: Int, hosts: String = "/nonexistent", clock: ManualClock) {
            let silence = ThreadGate()
            self.silence = silence
            self.clock = clock
            resolver = HostResolver(mostAtOnce: mostAtOnce, hostsPath: hosts) { [asked] host, port in
                asked.change { $0.append(host) }
                if host.hasSuffix(".dead.example") { silence.pass() }
                return [try SocketAddress(ipAddress: "192.0.2.1", port: port)]
            }
        }

        /// Lends them; whoever still waits for an answer then gets one.
        static func with(
            mostAtOnce: Int,
            hosts: String = "/nonexistent",
            _ body: (Servers, ManualClock) async throws -> Void
        ) async throws {
            let clock = ManualClock()
            let servers = Servers(mostAtOnce: mostAtOnce, hosts: hosts, clock: clock)
            defer { servers.speak() }
            try await body(servers, clock)
        }

        func ask(_ host: String) -> Task<[SocketAddress], any Error> {
            Task { [resolver, clock] in
                try await resolver.addresses(of: host, port: 22, within: HostResolverTests.limit, on: clock)
            }
        }

        func speak() { silence.open() }

        /// Waits until so many look-ups were begun.
        func hear(_ count: Int) async throws {
            _ = try await asked.wait(for: "\(count) look-ups") { $0.count >= count ? true : nil }
        }
    }

    @Test("a zone whose servers are silent leaves room for the names of others")
    func deadZone() async throws {
        try await Servers.with(mostAtOnce: 8) { servers, _ in
            let dead = (1...100).map { servers.ask("node\($0).dead.example") }
            // Half of the room: as many as are free beside them.
            try await servers.hear(4)
            for number in 1...50 {
                #expect(try await servers.ask("node\(number).live.example").value.count == 1)
            }
            #expect(servers.asked.value.count { $0.hasSuffix(".dead.example") } == 4)
            for task in dead { task.cancel() }
            for task in dead { await #expect(throws: CancellationError.self) { try await task.value } }
        }
    }

    @Test("several silent zones leave room too")
    func deadZones() async throws {
        try await Servers.with(mostAtOnce: 8) { servers, _ in
            let dead = (1...40).map { servers.ask("node\($0).zone\($0 % 3).dead.example") }
            try await servers.hear(6)
            #expect(try await servers.ask("node.live.example").value.count == 1)
            #expect(servers.asked.value.count { $0.hasSuffix(".dead.example") } < 8)
            for task in dead { task.cancel() }
        }
    }

    @Test("the limit counts from when a name is asked for")
    func limit() async throws {
        try await Servers.with(mostAtOnce: 2) { servers, clock in
            let first = servers.ask("one.dead.example")
            try await servers.hear(1)
            let second = servers.ask("two.dead.example")
            try await clock.sleepers(atLeast: 1)
            clock.advance(by: Self.limit)
            let error = await #expect(throws: SSHError.self) { try await first.value }
            #expect(error?.code == .timedOut && error?.operation == .resolve)
            // Its thread is still kept by the silent server, so the second has had no turn, and lost no time.
            servers.speak()
            #expect(try await second.value.count == 1)
        }
    }

    @Test("who asks for a name that is being asked for shares its answer")
    func shared() async throws {
        try await Servers.with(mostAtOnce: 8) { servers, clock in
            let askers = (1...20).map { _ in servers.ask("one.dead.example") }
            try await clock.sleepers(atLeast: 20)
            askers[0].cancel()
            await #expect(throws: CancellationError.self) { try await askers[0].value }
            servers.speak()
            for asker in askers.dropFirst() { #expect(try await asker.value.count == 1) }
            #expect(servers.asked.value == ["one.dead.example"])
        }
    }

    @Test("a name that nobody waits for any more is not asked for")
    func forgotten() async throws {
        try await Servers.with(mostAtOnce: 2) { servers, _ in
            let first = servers.ask("one.dead.example")
            try await servers.hear(1)
            let second = servers.ask("two.dead.example")
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
            servers.speak()
            _ = try await first.value
            _ = try await servers.ask("three.dead.example").value
            #expect(servers.asked.value == ["one.dead.example", "three.dead.example"])
        }
    }

    @Test("what hosts(5) knows does not wait for a turn, nor does a number")
    func local() async throws {
        try await TemporaryFolder.with { folder in
            let hosts = try folder.write(
                "127.0.0.9 Known.dead.example k # other\n::1 known.dead.example\n",
                to: "hosts"
            )
            try await Servers.with(mostAtOnce: 2, hosts: hosts.path) { servers, _ in
                let first = servers.ask("one.dead.example")
                try await servers.hear(1)
                let known = try await servers.ask("known.dead.example").value
                #expect(known.map(\.ipAddress) == ["127.0.0.9", "::1"])
                #expect(known.map(\.port) == [22, 22])
                #expect(try await servers.ask("192.0.2.7").value.map(\.ipAddress) == ["192.0.2.7"])
                #expect(servers.asked.value == ["one.dead.example"])
                first.cancel()
            }
        }
    }
}
