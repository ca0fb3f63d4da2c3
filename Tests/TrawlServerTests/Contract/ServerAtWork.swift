import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TrawlTestKit

/// The built program serving a fleet of real sshd, asked over real HTTP.
struct ServerAtWork {
    let fleet: LoopbackFleet
    let folder: TemporaryFolder
    let child: ChildProcess
    let url: String
    /// The token that the server made for the local user.
    let admin: String

    /// Lends one with so many nodes, node01 and so on.
    static func with(
        nodes: Int = 4,
        _ arguments: [String] = [],
        _ body: (ServerAtWork) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try prepare(folder, fleet, nodes)
                let server = try await start(folder, fleet, arguments)
                try await body(server)
                _ = try await server.stop()
            }
        }
    }

    /// Starts one over a folder that was prepared, with more in its environment; the caller stops it.
    ///
    /// Where it cannot write its note (a full disk), `token` is one that an earlier server made.
    static func start(
        _ folder: TemporaryFolder,
        _ fleet: LoopbackFleet,
        _ arguments: [String] = [],
        variables: [String: String] = [:],
        token: String? = nil
    ) async throws -> ServerAtWork {
        let child = try ChildProcess(
            ProjectFolder.trawl.path,
            [
                "serve", "--port", "0", "--data-dir", folder.file("data").path,
                "--inventory", folder.file("inventory.yaml").path, "--profiles", folder.file("profiles").path,
            ] + arguments,
            environment: environment(folder).merging(variables) { $1 }
        )
        try await child.sees("listens on", within: .seconds(60))
        if let token {
            let line = try #require(child.output.split(separator: "\n").first { $0.contains("listens on") })
            let url = String(try #require(line.split(separator: " ").last))
            return ServerAtWork(fleet: fleet, folder: folder, child: child, url: url, admin: token)
        }
        let note = try JSONDecoder().decode(
            [String: String].self,
            from: Data(contentsOf: folder.file("data/local-server.json"))
        )
        return ServerAtWork(
            fleet: fleet,
            folder: folder,
            child: child,
            url: try #require(note["url"]),
            admin: try #require(note["token"])
        )
    }

    /// Writes an inventory, and a profile `quick` that ends at once and `long` that does not.
    static func prepare(_ folder: TemporaryFolder, _ fleet: LoopbackFleet, _ nodes: Int) throws {
        let lines = (0..<nodes).map { index in
            let number = index < 9 ? "0\(index + 1)" : "\(index + 1)"
            return "  node\(number): {address: \(LoopbackFleet.address(index)), port: \(fleet.port)}"
        }
        let inventory = """
            defaults: {user: \(fleet.user), identity: \(fleet.userKeyPath), known_hosts: \(fleet.knownHostsPath)}
            nodes:
            \(lines.joined(separator: "\n"))

            """
        try folder.write(inventory, to: "inventory.yaml")
        try FileManager.default.createDirectory(at: folder.file("profiles"), withIntermediateDirectories: true)
        try folder.write("name: quick\nsteps:\n  - {name: who, run: id -un}\n", to: "profiles/quick.yaml")
        try folder.write(
            "name: long\nsteps:\n  - {name: rest, run: sleep 4711, timeout: 1h}\n",
            to: "profiles/long.yaml"
        )
    }

    /// Tells it to end and waits for that.
    func stop() async throws -> ChildProcess.Result {
        child.send(SIGTERM)
        return try await child.result(within: .seconds(60))
    }

    /// Makes a token by the command line, while the server runs.
    func token(
        _ name: String,
        _ role: String,
        project: String = "default",
        _ more: [String] = []
    ) async throws -> String {
        let made = try await run(["token", "create", name, "--role", role, "--project", project] + more)
        try #require(made.isSuccess, "\(made.errors)")
        return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs another command on the data directory, while the server runs.
    func trawl(_ arguments: String...) async throws -> ChildProcess.Result { try await run(arguments) }

    /// The same, with more in its environment.
    func run(_ arguments: [String], _ more: [String: String] = [:]) async throws -> ChildProcess.Result {
        try await start(arguments, more).result()
    }

    /// Starts another command on the data directory.
    func start(_ arguments: [String], _ more: [String: String] = [:]) throws -> ChildProcess {
        try ChildProcess(
            ProjectFolder.trawl.path,
            arguments,
            environment: Self.environment(folder).merging(more) { $1 }
        )
    }

    /// Asks; `token` nil asks as the admin, empty as nobody.
    func ask(
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        token: String? = nil,
        fields: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url + path)
        request.method = .init(rawValue: method)
        let token = token ?? admin
        if !token.isEmpty { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            request.body = .bytes(ByteBuffer(string: body))
            if fields["Content-Type"] == nil { request.headers.add(name: "Content-Type", value: "application/json") }
        }
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let text = String(buffer: try await response.body.collect(upTo: 32 << 20))
        let named = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" }
        return Answer(status: Int(response.status.code), fields: named, text: text)
    }

    /// Submits a job that must be taken, and answers its id.
    func submit(_ body: String, token: String? = nil) async throws -> String {
        let answer = try await ask("POST", "/jobs", body, token: token)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer["job_id"])
    }

    /// Waits until a job has settled, and answers it.
    @discardableResult
    func settled(_ id: String, within limit: Duration = .seconds(60)) async throws -> Answer {
        try await eventually("job \(id) settles", within: limit) {
            try await ask("GET", "/jobs/\(id)")["settled"] == "1"
        }
        return try await ask("GET", "/jobs/\(id)")
    }

    /// Waits until a command runs on so many nodes.
    func runs(_ command: String, on count: Int) async throws {
        try await eventually("\(command) on \(count) nodes", within: .seconds(60)) {
            fleet.remoteProcesses(matching: command).filter { $0.commandLine == command }.count >= count
        }
    }

    private static func environment(_ folder: TemporaryFolder) -> [String: String] {
        [
            "TRAWL_DATA_DIR": folder.file("data").path, "NO_COLOR": "1", "HOME": folder.file("home").path,
            "SSH_AUTH_SOCK": "", "XDG_CONFIG_HOME": "",
        ]
    }
}
