import Foundation

/// A real sshd for one test, started as the current user on a free port, that answers on every 127.x.y.z address.
///
/// It is `fixtures/fleet/fleet.sh`, so what is tested is what a developer can start by hand. Keys are made at run time
/// and nothing outside its folder is touched. Whatever runs through it carries its folder's name in the environment,
/// which is how ``remoteProcesses(matching:)`` finds it and ``stop()`` ends it.
///
/// One that is not stopped ends when its last copy goes, or when the test's process ends, in whatever way.
package struct LoopbackFleet: Sendable {
    /// What a test wants to be different.
    package struct Options: Sendable {
        /// Lines of sshd_config that win over the fleet's own, such as `MaxSessions 1`.
        package var configuration: [String]
        /// Runs commands by this, such as `busybox sh`, in place of the account's shell.
        package var shell: String?

        package init(configuration: [String] = [], shell: String? = nil) {
            self.configuration = configuration
            self.shell = shell
        }
    }

    package let folder: TemporaryFolder
    package let port: Int
    /// Who can sign in: the current user, nobody else.
    package let user: String
    /// The listener's own process.
    package let pid: Int32
    /// Takes the fleet down at the end of its input, which this process holds: no fleet outlives its test, not even one
    /// that is killed.
    private let warden: ChildProcess

    /// The first node.
    package var host: String { Self.address(0) }
    /// An ed25519 key without a passphrase that every node accepts.
    package var userKeyPath: String { folder.file("user_key").path }
    /// An ed25519 key that no node accepts.
    package var strangerKeyPath: String { folder.file("stranger_key").path }
    /// Holds the nodes' ed25519, ECDSA and RSA host keys under `[127.*]:port`.
    package var knownHostsPath: String { folder.file("known_hosts").path }
    package var authorizedKeysPath: String { folder.file("authorized_keys").path }
    /// What sshd says, at LogLevel VERBOSE.
    package var logPath: String { folder.file("sshd.log").path }

    /// The address of a node by its number, the first of which is 0 (127.0.1.1).
    package static func address(_ index: Int) -> String {
        let number = 257 + index
        return "127.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }

    /// Starts one; whoever starts it must ``stop()`` it.
    ///
    /// - Throws: ``FleetFailed`` with what the script said.
    package static func start(_ options: Options = Options()) async throws -> LoopbackFleet {
        let folder = try TemporaryFolder("fleet")
        let warden = try warden(of: folder)
        do {
            var arguments = ["up", folder.path]
            for line in options.configuration { arguments += ["--config", line] }
            if let shell = options.shell { arguments += ["--shell", shell] }
            let summary = try await script(arguments)
            guard let port = summary["FLEET_PORT"].flatMap({ Int($0) }),
                let pid = summary["FLEET_PID"].flatMap({ Int32($0) }),
                let user = summary["FLEET_USER"]
            else { throw FleetFailed("fleet.sh said neither port nor pid: \(summary)") }
            return LoopbackFleet(folder: folder, port: port, user: user, pid: pid, warden: warden)
        } catch {
            try? await end(warden)
            throw error
        }
    }

    /// Lends one for the time of a closure, and stops it however the closure ends.
    ///
    /// The closure leaves nothing behind, or that is told: no task, and no socket of this process to the fleet.
    package static func with<Result>(
        _ options: Options = Options(),
        _ body: (LoopbackFleet) async throws -> Result
    ) async throws -> Result {
        let fleet = try await start(options)
        do {
            // While the fleet still is there: its end would close what was forgotten.
            let result = try await Leftovers.none {
                Leftovers.count("sockets to the fleet") { OwnSockets.count(to: fleet.port) }
                return try await body(fleet)
            }
            try await fleet.stop()
            return result
        } catch {
            try? await fleet.stop()
            throw error
        }
    }

    /// Ends the listener, its sessions and everything that runs on its nodes, waits for it, and removes the folder.
    ///
    /// It also does so when the task is cancelled; a second time does nothing.
    ///
    /// - Throws: ``FleetFailed`` where something is left that not even KILL ended.
    package func stop() async throws {
        // A task of its own: a cancelled one waits for nothing.
        let warden = warden
        try await Task { try await Self.end(warden) }.value
    }

    /// Makes a key that every node accepts.
    ///
    /// - Parameters:
    ///   - kind: as `ssh-keygen -t` takes it: `ed25519`, `ecdsa`, `rsa`.
    ///   - bits: as `ssh-keygen -b` takes it; nil for its default.
    ///   - passphrase: what it is encrypted with; empty for not at all.
    /// - Returns: the path of the private key; the public one is beside it, with `.pub`.
    /// - Throws: ``FleetFailed``.
    package func addUserKey(_ kind: String, bits: Int? = nil, passphrase: String = "") async throws -> String {
        let key = folder.file("key-\(kind)-\(UUID().uuidString.prefix(8))").path
        var arguments = ["-q", "-t", kind, "-N", passphrase, "-C", "test", "-f", key]
        if let bits { arguments += ["-b", String(bits)] }
        let made = try await ChildProcess.run("ssh-keygen", arguments)
        guard made.isSuccess else { throw FleetFailed("ssh-keygen: \(made.errors)") }
        let authorized = try FileHandle(forWritingTo: URL(filePath: authorizedKeysPath))
        defer { try? authorized.close() }
        try authorized.seekToEnd()
        try authorized.write(contentsOf: Data(contentsOf: URL(filePath: key + ".pub")))
        return key
    }

    /// What runs on the nodes now, sessions and their children, whatever became of their connections.
    ///
    /// - Parameter text: only what has this in its command line or its environment; nil for all.
    /// - Returns: living processes of the fleet's user, the oldest number first.
    package func remoteProcesses(matching text: String? = nil) -> [RunningProcess] {
        let mark = "TRAWL_FLEET=\(folder.path)"
        return RunningProcess.all { process in
            guard process.environment.contains(mark) else { return false }
            guard let text else { return true }
            return process.commandLine.contains(text) || process.environment.contains { $0.contains(text) }
        }
    }

    /// Runs a command on a node by OpenSSH's own client: an oracle for ours.
    ///
    /// - Throws: what ``ChildProcess/run(_:_:environment:input:folder:within:)`` throws; an exit status is a result.
    package func ssh(_ command: String, node: Int = 0, options: [String] = []) async throws -> ChildProcess.Result {
        try await ChildProcess.run("ssh", sshArguments(node: node, options: options) + [command])
    }

    /// The words for OpenSSH's client to reach a node, up to the command.
    package func sshArguments(node: Int = 0, options: [String] = []) -> [String] {
        let settings = [
            "BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=yes", "UserKnownHostsFile=\(knownHostsPath)",
            "GlobalKnownHostsFile=/dev/null", "LogLevel=ERROR",
        ]
        return ["-F", "none", "-i", userKeyPath, "-p", String(port), "-l", user]
            + settings.flatMap { ["-o", $0] } + options + [Self.address(node)]
    }

    private static var scriptPath: String { ProjectFolder.file("fixtures/fleet/fleet.sh").path }

    private static func warden(of folder: TemporaryFolder) throws -> ChildProcess {
        let duty = #"while read -r _; do :; done; "$0" down "$1" && rm -rf "$1""#
        return try ChildProcess("bash", ["-c", duty, scriptPath, folder.path], input: .held, leftRunning: true)
    }

    private static func end(_ warden: ChildProcess) async throws {
        warden.closeInput()
        let done = try await warden.result()
        guard done.isSuccess else { throw FleetFailed("fleet.sh down: \(done.errors)") }
    }

    /// Runs the fleet's script and reads the assignments that it prints.
    @discardableResult
    private static func script(_ arguments: [String]) async throws -> [String: String] {
        let done = try await ChildProcess.run("bash", [scriptPath] + arguments)
        guard done.isSuccess else { throw FleetFailed("fleet.sh \(arguments.joined(separator: " ")): \(done.errors)") }
        let pairs = done.output.split(separator: "\n").compactMap { line -> (String, String)? in
            guard let equals = line.firstIndex(of: "=") else { return nil }
            return (String(line[..<equals]), line[line.index(after: equals)...].trimmingCharacters(in: ["'"]))
        }
        return Dictionary(pairs) { $1 }
    }
}
