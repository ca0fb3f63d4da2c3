import Foundation
import Testing
import TrawlCollect
import TrawlDomain
import TrawlServer
import TrawlTestKit

/// Clients that send half of what they should, or read nothing of what they asked for.
@Suite("Connections that make no headway", .serialized, .timeLimit(.minutes(3)))
struct ConnectionTests {
    private func port(of server: LiveServer) throws -> Int { try #require(URL(string: server.url)?.port) }

    private func get(_ path: String, _ server: LiveServer) -> String {
        "GET \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(server.token)\r\n\r\n"
    }

    /// A process of its own: in the tests' process others spawn children, which would inherit what the server accepted,
    /// so that no close of the server's would be seen.
    private func withProcess(
        _ settings: [String],
        _ body: (_ port: Int, _ token: String) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let child = try ChildProcess(
                ProjectFolder.trawl.path,
                ["serve", "--port", "0", "--data-dir", folder.path] + settings.flatMap { ["--set", $0] },
                environment: ["HOME": folder.path, "SSH_AUTH_SOCK": "", "NO_COLOR": "1"]
            )
            try await child.sees("listens on", within: .seconds(60))
            let note = try #require(LocalAccess(dataDirectory: folder.path).read())
            try await body(try #require(URL(string: note.url)?.port), note.token)
            child.send(SIGTERM)
            #expect(try await child.result(within: .seconds(60)).isSuccess)
        }
    }

    @Test("Half a request is told so in time, however its bytes drip in")
    func halfABody() async throws {
        try await withProcess(["limits.request_time=500ms"]) { port, token in
            let connection = try RawConnection(to: port)
            connection.send(
                "POST /jobs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
            )
            var answer = ""
            try await eventually("the connection's end", within: .seconds(10)) {
                connection.send("{")
                guard let piece = connection.receive() else { return true }
                answer += piece
                return false
            }
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
            #expect(answer.contains(#""error":"REQUEST_TIMEOUT""#))
        }
    }

    @Test("Half a head, or nothing at all, is waited for only so long")
    func halfAHead() async throws {
        try await withProcess(["limits.idle=500ms"]) { port, _ in
            let connections = [try RawConnection(to: port), try RawConnection(to: port)]
            connections[0].send("GET /healthz HTTP/1.1\r\nX-Slow: ")
            for connection in connections { #expect(try await connection.rest() == "") }
        }
    }

    @Test("Connections beyond the limit are told so, and others come in when some have gone")
    func tooMany() async throws {
        try await withProcess(["limits.connections=3"]) { port, _ in
            let request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
            func answer(_ connection: RawConnection) async throws -> String {
                connection.send(request)
                var text = ""
                try await eventually("an answer", within: .seconds(30)) {
                    text += try #require(connection.receive())
                    return text.hasSuffix("}")
                }
                return text
            }
            var welcome: [RawConnection] = []
            for _ in 0..<3 {
                welcome.append(try RawConnection(to: port))
                #expect(try await answer(try #require(welcome.last)).hasPrefix("HTTP/1.1 200 "))
            }
            let refused = try RawConnection(to: port)
            refused.send(request)
            let text = try await refused.rest(within: .seconds(30))
            #expect(text.hasPrefix("HTTP/1.1 503 "))
            #expect(text.contains("TOO_MANY_CONNECTIONS") && text.lowercased().contains("retry-after: 5"))
            #expect(try await answer(welcome[0]).hasPrefix("HTTP/1.1 200 "))
            welcome.removeAll()
            try await eventually("room again", within: .seconds(30)) {
                let next = try RawConnection(to: port)
                next.send(request)
                var text = ""
                try await eventually("an answer", within: .seconds(30)) {
                    guard let piece = next.receive() else { return true }
                    text += piece
                    return text.hasSuffix("}")
                }
                return text.hasPrefix("HTTP/1.1 200 ")
            }
        }
    }

    @Test("A download that nobody takes is ended, and its file closed")
    func unreadDownload() async throws {
        try await LiveServer.with(settings: [.stallTime: ["500ms"]]) { server in
            let job = try await server.submit(["true"], on: "host.invalid", start: false)
            let path = try sparseArtifact(of: job, in: server)
            let before = LeakCensus()
            let connection = try RawConnection(to: try port(of: server), receiveBuffer: 4096)
            connection.send(get("/jobs/\(job)/nodes/host.invalid/artifacts/sparse.bin", server))
            try await eventually("the file's opening") { LeakCensus().opened(since: before).values.contains(path) }
            try await before.regained(within: .seconds(5)) { $0 == path }
        }
    }

    @Test("A download that is taken slowly goes on")
    func slowDownload() async throws {
        try await LiveServer.with(settings: [.stallTime: ["4s"]]) { server in
            let job = try await server.submit(["true"], on: "host.invalid", start: false)
            let path = try sparseArtifact(of: job, in: server)
            let connection = try RawConnection(to: try port(of: server), receiveBuffer: 64 << 10)
            connection.send(get("/jobs/\(job)/nodes/host.invalid/artifacts/sparse.bin", server))
            let end = ContinuousClock.now + .seconds(8)
            var taken = 0
            // Some 3 MB a second of 400: it never has all, and never nothing.
            try await eventually("eight seconds of slow reading", within: .seconds(30)) {
                taken += connection.receive()?.utf8.count ?? 0
                return ContinuousClock.now > end
            }
            #expect(taken > 1 << 20)
            #expect(LeakCensus().descriptors.values.contains(path))
        }
    }

    @Test("A viewer that reads nothing holds up no shutdown")
    func unreadStream() async throws {
        let ended = try await LiveServer.with(settings: [.shutdownGrace: ["1m"]]) { server in
            let job = try await server.submit(["true"], on: "host.invalid", start: false)
            try longTranscript(of: job, in: server)
            let connection = try RawConnection(to: try port(of: server), receiveBuffer: 4096)
            connection.send(get("/jobs/\(job)/events?transcript=host.invalid", server))
            let port = try port(of: server)
            try await eventually("the server's waiting for the viewer") {
                Self.accepted(at: port).contains { Self.unsent(by: $0) > 200 << 10 }
            }
            return (connection, ContinuousClock.now)
        }
        // The time that a stalled answer has once the server ends, and not the grace of those that go on.
        #expect(ContinuousClock.now - ended.1 < TortureSize.bound(promised: .seconds(5), busy: .seconds(15)))
    }

    @Test("Downloads that are taken slowly hold up no shutdown, and are seen to be cut")
    func slowDownloadAtTheEnd() async throws {
        let (answers, begun) = try await LiveServer.with(settings: [.shutdownGrace: ["1m"]]) { server in
            let job = try await server.submit(["true"], on: "host.invalid", start: false)
            _ = try sparseArtifact(of: job, in: server)
            let answers = try (0..<2).map { _ in
                let connection = try RawConnection(to: try port(of: server), receiveBuffer: 64 << 10)
                connection.send(get("/jobs/\(job)/nodes/host.invalid/artifacts/sparse.bin", server))
                return Task {
                    var (head, bytes) = ("", 0)
                    // Some megabytes a second of 400: headway, and no end in sight.
                    try await eventually("the end of a download", within: .seconds(90)) {
                        guard let piece = connection.receive() else { return true }
                        if head.isEmpty { head = String(piece.prefix(400)) }
                        bytes += piece.utf8.count
                        return false
                    }
                    return (head, bytes)
                }
            }
            try await eventually("both downloads") {
                let page = try await server.get("/metrics").text
                return page.contains("trawl_streams_open 2\n")
            }
            return (answers, ContinuousClock.now)
        }
        #expect(ContinuousClock.now - begun < TortureSize.bound(promised: .seconds(5), busy: .seconds(15)))
        for answer in answers {
            let (head, bytes) = try await answer.value
            #expect(head.hasPrefix("HTTP/1.1 200 OK"))
            #expect(bytes < 400 << 20, "an answer that is cut is shorter than it was said to be")
        }
    }

    @Test("The kernel is told to notice clients that vanish")
    func vanished() async throws {
        try await LiveServer.with { server in
            let port = try port(of: server)
            let connection = try RawConnection(to: port)
            connection.send(get("/healthz", server))
            try await eventually("the answer") { connection.receive()?.contains("200 OK") == true }
            let sockets = Self.accepted(at: port)
            #expect(sockets.count >= 1)
            for descriptor in sockets {
                #expect(Self.option(SOL_SOCKET, SO_KEEPALIVE, of: descriptor) == 1)
                #expect(Self.option(CInt(IPPROTO_TCP), TCP_USER_TIMEOUT, of: descriptor) == 30_000)
                #expect(Self.option(CInt(IPPROTO_TCP), TCP_KEEPIDLE, of: descriptor) == 15)
            }
        }
    }

    /// The sockets of this process that a server of it took connections by.
    private static func accepted(at port: Int) -> [CInt] {
        LeakCensus().descriptors.filter { $0.value.hasPrefix("socket:") && isAccepted($0.key, at: port) }.map(\.key)
    }

    /// Bytes that the kernel has taken and the other end has not (tcp(7), SIOCOUTQ).
    private static func unsent(by descriptor: CInt) -> CInt {
        var count: CInt = 0
        return ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 ? count : 0
    }

    private static func isAccepted(_ descriptor: CInt, at port: Int) -> Bool {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        guard result == 0, Int(in_port_t(bigEndian: address.sin_port)) == port else { return false }
        return option(SOL_SOCKET, SO_ACCEPTCONN, of: descriptor) == 0
    }

    private static func option(_ level: CInt, _ name: CInt, of descriptor: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, level, name, &value, &size) == 0 ? value : nil
    }

    private func folder(of job: String, in server: LiveServer) throws -> String {
        let folder = server.layout.folder(of: try NodeName("host.invalid"), in: try #require(JobID(job)))
        try FileManager.default.createDirectory(atPath: "\(folder)/artifacts", withIntermediateDirectories: true)
        return folder
    }

    private func sparseArtifact(of job: String, in server: LiveServer) throws -> String {
        let path = "\(try folder(of: job, in: server))/artifacts/sparse.bin"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(truncate(path, 400 << 20) == 0)
        return path
    }

    private func longTranscript(of job: String, in server: LiveServer) throws {
        var text =
            #"{"version": 2, "width": 80, "height": 24, "timestamp": 1763712000, "title": "t", "env": {"TRAWL_ATTEMPT": "1"}}"#
        text += "\n"
        let line = "[1.0, \"o\", \"\(String(repeating: "x", count: 1000))\"]\n"
        text += String(repeating: line, count: 30_000)
        try text.write(toFile: "\(try folder(of: job, in: server))/transcript.cast", atomically: true, encoding: .utf8)
    }
}
