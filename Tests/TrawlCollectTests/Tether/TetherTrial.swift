import NIOCore
import NIOPosix
import SSHClient
import TrawlTestKit

@testable import TrawlCollect

/// A tether over real sshd, spoken to as ``StepRun`` does, but by hand.
struct TetherTrial {
    let session: SSHSession

    /// What a tether said, marks taken out.
    struct Said: Sendable {
        var output = ""
        var errors = ""
        var marks: [TetherMark] = []
        var exit: SSHExit?

        var end: TetherMark? { marks.last }

        /// The step's status by its end mark; what had to be done about its children is a matter of moments.
        var endStatus: Int32? {
            switch end {
            case .ended(let status, _, _): status
            case .started, nil: nil
            }
        }

        /// Whether the tether saw by itself that nothing of the step is left.
        var isSeenEmpty: Bool {
            switch end {
            case .ended(_, _, let isSeenEmpty): isSeenEmpty
            case .started, nil: false
            }
        }
    }

    /// Lends a session to the fleet's first node.
    static func with<Result>(
        _ fleet: LoopbackFleet,
        _ body: (TetherTrial) async throws -> Result
    ) async throws -> Result {
        let configuration = SSHConfiguration(
            host: fleet.host,
            port: fleet.port,
            user: fleet.user,
            credentials: [.key(try SSHPrivateKey(contentsOf: fleet.userKeyPath))],
            hostKeys: try HostKeyBook(files: [fleet.knownHostsPath], policy: .strict),
            timeouts: SSHTimeouts()
        )
        return try await SSHClient(group: MultiThreadedEventLoopGroup.singleton)
            .withSession(to: configuration) { try await body(TetherTrial(session: $0)) }
    }

    static func tether(shell: String = "sh", grace: Int = 1, lease: Int = 60) -> Tether {
        var random = SystemRandomNumberGenerator()
        var tether = Tether(token: StepToken(using: &random), grace: .seconds(grace), lease: .seconds(lease))
        tether.shell = shell
        return tether
    }

    /// Runs a step to the end of its channel; `up` is called once its output holds "up".
    func run(
        _ step: String,
        under tether: Tether,
        up: (SSHCommand) async throws -> Void = { _ in }
    ) async throws -> Said {
        try await session.withCommand(tether.command(running: step)) { command in
            var said = Said()
            var marks = TetherMarks(token: tether.token)
            var isUp = false
            while let piece = try await command.nextOutput() {
                switch piece {
                case .stdout(let bytes): said.output += String(buffer: bytes)
                case .stderr(let bytes):
                    let taken = marks.take(bytes)
                    said.errors += String(buffer: taken.own)
                    said.marks += taken.marks
                }
                if !isUp, said.output.contains("up") {
                    isUp = true
                    try await up(command)
                }
            }
            said.exit = try await command.exit()
            return said
        }
    }
}
