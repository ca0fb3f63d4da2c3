import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Testing
import TrawlCollect
import TrawlDomain
import TrawlFleet
import TrawlServer
import TrawlTestKit

/// A real server in this process, on a free port of loopback, over a data directory of its own.
struct LiveServer {
    /// The path of its data directory.
    let data: String
    let url: String
    let token: String
    var client = HTTPClient.shared

    var layout: FolderLayout { FolderLayout(dataDirectory: data) }

    /// Lends one; it is shut down, and waited for, however the closure ends.
    ///
    /// `fleet` is what its inventory has, as `node1`, `node2`, …
    static func with<Result: Sendable>(
        fleet: LoopbackFleet? = nil,
        nodes: Int = 3,
        settings: [ServerSetting: [String]] = [:],
        _ body: @escaping @Sendable (LiveServer) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with("server") { folder in
            var flags = settings
            flags[.listenPort] = ["0"]
            flags[.dataDirectory] = [folder.file("data").path]
            if let fleet {
                flags[.inventory] = [try inventory(of: fleet, nodes, in: folder)]
            } else {
                // Something to sign in with, for jobs that are stored and never reach a node.
                let key = folder.file("key").path
                let made = try await ChildProcess.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key])
                try #require(made.isSuccess, "\(made.errors)")
                flags[.identities] = [key]
            }
            let configuration = try ServerConfiguration(
                ServerSettings(file: nil, environment: [:], flags: flags),
                absolute: { $0 },
                standardDataDirectory: folder.path
            )
            let server = try await ServerProcess.open(
                configuration,
                profiles: ProfileLibrary(folders: []),
                account: LocalAccount(
                    userName: "tester",
                    homeDirectory: folder.path,
                    workingDirectory: folder.path,
                    agentSocket: nil,
                    canRead: { FileManager.default.isReadableFile(atPath: $0) }
                ),
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let address = Observed<String?>(nil)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run { url in address.change { $0 = url } } }
                do {
                    try await address.until { $0 != nil }
                    let url = try #require(address.value)
                    let data = folder.file("data").path
                    let note = try #require(LocalAccess(dataDirectory: data).read())
                    let result = try await body(LiveServer(data: data, url: url, token: note.token))
                    await server.shutdown()
                    try await group.waitForAll()
                    return result
                } catch {
                    await server.shutdown()
                    try await group.waitForAll()
                    throw error
                }
            }
        }
    }

    private static func inventory(of fleet: LoopbackFleet, _ nodes: Int, in folder: TemporaryFolder) throws -> String {
        let lines = (1...nodes).map { "  node\($0): {address: \(LoopbackFleet.address($0 - 1)), port: \(fleet.port)}" }
        let text = """
            defaults:
              user: \(fleet.user)
              identity: \(fleet.userKeyPath)
              known_hosts: \(fleet.knownHostsPath)
            nodes:
            \(lines.joined(separator: "\n"))

            """
        return try folder.write(text, to: "inventory.yaml").path
    }

    /// A request with the local token.
    func request(_ path: String, _ fields: [String: String] = [:], method: HTTPMethod = .GET) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        return request
    }

    /// Sends a request, and takes the whole answer.
    func get(_ path: String, _ fields: [String: String] = [:]) async throws -> Answer {
        let response = try await client.execute(request(path, fields), timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 64 << 20)
        return Answer(status: Int(response.status.code), fields: response.headers, body: body)
    }

    struct Answer {
        let status: Int
        let fields: HTTPHeaders
        let body: ByteBuffer

        var text: String { String(buffer: body) }
        subscript(_ name: String) -> String? { fields.first(name: name) }

        func json() throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any])
        }
    }

    /// Runs commands on some nodes, or only stores the job; answers its id.
    func submit(_ commands: [String], on targets: String = "all", start: Bool = true) async throws -> String {
        var request = request("/jobs", ["Content-Type": "application/json"], method: .POST)
        let asked: [String: Any] = ["targets": targets, "commands": commands, "start": start]
        let body = try JSONSerialization.data(withJSONObject: asked)
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await client.execute(request, timeout: .seconds(30))
        let text = try await response.body.collect(upTo: 1 << 20)
        #expect(response.status == .created, "\(String(buffer: text))")
        let job = try JSONSerialization.jsonObject(with: Data(text.readableBytesView)) as? [String: Any]
        return try #require(job?["job_id"] as? String)
    }

    func cancel(_ job: String) async throws {
        let response = try await client.execute(request("/jobs/\(job)/cancel", method: .POST), timeout: .seconds(30))
        _ = try await response.body.collect(upTo: 1 << 20)
    }

    /// Waits until nothing of a job runs any more.
    func settled(_ job: String) async throws {
        try await eventually("end of \(job)", within: .seconds(60)) {
            try await get("/jobs/\(job)").json()["settled"] as? Bool == true
        }
    }
}
