import Glibc
import NIOCore
import NIOPosix
import SSHClient
import Testing
import TrawlTestKit

@Suite("By way of jump hosts", .serialized)
struct JumpTests {
    /// A client with a pool of its own, and configurations for the fleet's nodes by number.
    private struct Network {
        let fleet: LoopbackFleet
        let gateways: SSHGateways
        let client: SSHClient

        init(_ fleet: LoopbackFleet, tunnelsPerSession: Int = 10) {
            self.fleet = fleet
            gateways = SSHGateways(tunnelsPerSession: tunnelsPerSession)
            let client = SSHClient(
                group: MultiThreadedEventLoopGroup.singleton,
                clock: ContinuousClock(),
                gateways: gateways
            )
            self.client = client
            Leftovers.count("sessions") { client.census.sessions }
            Leftovers.count("channels") { client.census.channels }
        }

        func node(_ number: Int, by hops: [SSHConfiguration] = [], port: Int? = nil) throws -> SSHConfiguration {
            var configuration = SSHConfiguration(
                host: LoopbackFleet.address(number),
                port: port ?? fleet.port,
                user: fleet.user,
                credentials: [.key(try SSHPrivateKey(contentsOf: fleet.userKeyPath))],
                hostKeys: try HostKeyBook(files: [fleet.knownHostsPath], policy: .strict)
            )
            configuration.jump = hops
            return configuration
        }

        func run(_ command: String, at node: SSHConfiguration) async throws -> CommandResult {
            try await client.withSession(to: node) { try await $0.run(command) }
        }
    }

    /// Where a connection comes from and goes to, as the node's sshd sees it.
    private let whence = #"set -- $SSH_CONNECTION; echo "$1 $3""#

    @Test("a node is reached from the jump host")
    func one() async throws {
        try await LoopbackFleet.with { fleet in
            let network = Network(fleet)
            let result = try await network.run(
                "\(whence); head -c 3000000 /dev/zero | wc -c",
                at: network.node(3, by: [network.node(0)])
            )
            #expect(result.output.contains(" \(LoopbackFleet.address(3))\n3000000\n"))
            #expect(await network.gateways.sessionCount == 0)
        }
    }

    @Test("much goes both ways, and through a chain of two")
    func chain() async throws {
        try await LoopbackFleet.with { fleet in
            let network = Network(fleet)
            let target = try network.node(3, by: [network.node(0), network.node(1)])
            let size = 2_000_000
            let echoed = try await network.client.withSession(to: target) { session in
                try await session.withCommand("cat") { command in
                    async let sent: Void = {
                        for _ in 0..<20 { try await command.write([UInt8](repeating: 7, count: size / 20)) }
                        try await command.sendEOF()
                    }()
                    var count = 0
                    for try await piece in command.output { count += piece.bytes.readableBytes }
                    try await sent
                    return count
                }
            }
            #expect(echoed == size)
            #expect(await network.gateways.sessionCount == 0)
        }
    }

    @Test("many share a session, as many as it may carry")
    func shared() async throws {
        try await LoopbackFleet.with { fleet in
            let network = Network(fleet, tunnelsPerSession: 3)
            let most = Observed(0)
            let together = Observed(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...7 {
                    group.addTask {
                        let node = try network.node(number, by: [network.node(0)])
                        try await network.client.withSession(to: node) { session in
                            together.change { $0 += 1 }
                            try await together.until { $0 == 7 }
                            let count = await network.gateways.sessionCount
                            most.change { $0 = max($0, count) }
                            #expect(try await session.run("echo hello").output == "hello\n")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(most.value == 3)
            #expect(await network.gateways.sessionCount == 0)
        }
    }

    @Test("each hop has its own host key and sign-in, and says where it failed")
    func failures() async throws {
        try await LoopbackFleet.with { fleet in
            let network = Network(fleet)
            var stranger = try network.node(0)
            stranger.hostKeys = try HostKeyBook(files: [], policy: .strict)
            try await fails(network, by: [stranger], .hostKeyRejected, "At the jump host 127.0.1.1: ")
            var locked = try network.node(1)
            locked.credentials = [.key(try SSHPrivateKey(contentsOf: fleet.strangerKeyPath))]
            try await fails(network, by: [locked], .authRejected, "At the jump host 127.0.1.2: ")
            // Not asked again at once.
            try await fails(network, by: [locked], .authRejected, "At the jump host 127.0.1.2: ")
            let log = try fleet.folder.read("sshd.log").split(whereSeparator: \.isNewline)
            let asked = log.filter { $0.hasPrefix("Connection from") && $0.contains(" on 127.0.1.2 ") }
            #expect(asked.count == 1, "\(asked)")
            try await fails(network, by: [network.node(2, port: 1)], .refused, "At the jump host 127.0.1.3: ")
            try await fails(
                network,
                by: [network.node(2)],
                port: 1,
                .refused,
                "The jump host 127.0.1.3 does not connect to 127.0.1.4 port 1: "
            )
            #expect(await network.gateways.sessionCount == 0)
        }
    }

    @Test("where the jump host forwards nothing, that is said")
    func forbidden() async throws {
        try await LoopbackFleet.with(.init(configuration: ["AllowTcpForwarding no"])) { fleet in
            let network = Network(fleet)
            try await fails(network, by: [network.node(0)], .refused, "The jump host 127.0.1.1 does not connect to ")
        }
    }

    @Test("the loss of the jump host is each node's own failure")
    func loss() async throws {
        try await LoopbackFleet.with { fleet in
            let network = Network(fleet)
            let started = Observed(0)
            let failures = Observed<[SSHError]>([])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...3 {
                    group.addTask {
                        do {
                            let node = try network.node(number, by: [network.node(0)])
                            try await network.client.withSession(to: node) { session in
                                try await session.withCommand("echo $PPID; sleep 600") { command in
                                    _ = try await command.nextOutput()
                                    started.change { $0 += 1 }
                                    _ = try await command.exit()
                                }
                            }
                        } catch let error as SSHError {
                            failures.change { $0.append(error) }
                        }
                    }
                }
                group.addTask {
                    try await started.until { $0 == 3 }
                    // The session process that has connections to the nodes is the jump host's.
                    let done = try await ChildProcess.run(
                        "bash",
                        [
                            "-c",
                            "ss -tnpH state established dst '\(LoopbackFleet.address(1)):\(fleet.port)' | grep -o 'pid=[0-9]*'",
                        ]
                    )
                    let own = "pid=\(getpid())"
                    let pids = Set(done.output.split(separator: "\n").map(String.init)).subtracting([own])
                    for pid in pids { if let pid = Int32(pid.dropFirst(4)) { kill(pid, SIGKILL) } }
                    if pids.isEmpty { Issue.record("no session of the jump host was found") }
                }
                try await group.waitForAll()
            }
            #expect(failures.value.map(\.code) == [.disconnected, .disconnected, .disconnected])
            #expect(failures.value.allSatisfy { $0.message.contains("jump host 127.0.1.1") }, "\(failures.value)")
            #expect(await network.gateways.sessionCount == 0)
            // And the next goes by a new one.
            #expect(try await network.run("echo again", at: network.node(4, by: [network.node(0)])).output == "again\n")
        }
    }

    @Test("a cancel on the way leaves nothing behind, and disturbs nobody beside it")
    func cancelled() async throws {
        try await LoopbackFleet.with { fleet in
            let network = Network(fleet)
            let node = try network.node(1, by: [network.node(0)])
            try await network.client.withSession(to: node) { session in
                for _ in 0..<10 {
                    let other = Task {
                        try await network.run("sleep 600", at: network.node(2, by: [network.node(0)]))
                    }
                    await Task.yield()
                    other.cancel()
                    _ = await other.result
                }
                let alive = try await session.run("echo alive")
                #expect(alive.output == "alive\n")
            }
            #expect(await network.gateways.sessionCount == 0)
        }
    }

    private func fails(
        _ network: Network,
        by hops: [SSHConfiguration],
        port: Int? = nil,
        _ code: SSHError.Code,
        _ beginning: String
    ) async throws {
        let node = try network.node(3, by: hops, port: port)
        let error = await #expect(throws: SSHError.self) { try await network.run("true", at: node) }
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(error?.message.hasPrefix(beginning) == true, "\(String(describing: error))")
    }
}
