import NIOCore
import NIOPosix
import SSHClient
import TrawlTestKit

/// What the session tests ask a fleet with.
struct SessionFixture {
    let fleet: LoopbackFleet
    let client: SSHClient

    init(fleet: LoopbackFleet, clock: any Clock<Duration> = ContinuousClock()) {
        self.fleet = fleet
        client = .counted(clock: clock)
    }

    /// A configuration for the fleet's first node, with its own user key and its own known_hosts.
    func configuration(
        credentials: [SSHCredential]? = nil,
        policy: HostKeyPolicy = .strict,
        port: Int? = nil,
        timeouts: SSHTimeouts = SSHTimeouts()
    ) throws -> SSHConfiguration {
        SSHConfiguration(
            host: fleet.host,
            port: port ?? fleet.port,
            user: fleet.user,
            credentials: try credentials ?? [.key(SSHPrivateKey(contentsOf: fleet.userKeyPath))],
            hostKeys: try HostKeyBook(files: [fleet.knownHostsPath], policy: policy),
            timeouts: timeouts
        )
    }

    /// Runs one command to its end.
    func run(_ command: String, _ configuration: SSHConfiguration? = nil) async throws -> CommandResult {
        try await client.withSession(to: configuration ?? self.configuration()) { session in
            try await session.run(command)
        }
    }
}

extension SSHClient {
    /// A client whose sessions and channels are gone by the end of the case.
    static func counted(
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        clock: any Clock<Duration> = ContinuousClock(),
        resolver: HostResolver = .system
    ) -> SSHClient {
        let client = SSHClient(group: group, clock: clock, resolver: resolver)
        Leftovers.count("sessions") { client.census.sessions }
        Leftovers.count("channels") { client.census.channels }
        return client
    }
}

extension SSHConfiguration {
    /// A configuration for a server of which nothing is believed and that lets nobody in.
    static func of(_ server: FixtureServer, timeouts: SSHTimeouts = SSHTimeouts()) throws -> SSHConfiguration {
        SSHConfiguration(
            host: server.host,
            port: server.port,
            user: "alice",
            credentials: [],
            hostKeys: try HostKeyBook(files: [], policy: .off),
            timeouts: timeouts
        )
    }
}

/// All that a command said.
struct CommandResult {
    var output = ""
    var errors = ""
    var exit: SSHExit
}

extension SSHSession {
    /// Runs one command to its end.
    nonisolated func run(_ command: String) async throws -> CommandResult {
        try await withCommand(command) { command in
            var result = CommandResult(exit: .zeroOrUnreported)
            for try await piece in command.output {
                switch piece {
                case .stdout(let bytes): result.output += String(buffer: bytes)
                case .stderr(let bytes): result.errors += String(buffer: bytes)
                }
            }
            result.exit = try await command.exit()
            return result
        }
    }
}
