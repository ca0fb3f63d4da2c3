import Foundation
import Testing
import TrawlServer
import TrawlTestKit

@Suite("A log that nobody reads", .timeLimit(.minutes(2)))
struct UnreadLogTests {
    @Test("Whoever logs never waits; what was lost is counted, and told when there is room again")
    func writer() async throws {
        var ends: [CInt] = [0, 0]
        #expect(pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (reader, sink) = (FileHandle(fileDescriptor: ends[0], closeOnDealloc: true), ends[1])
        let writer = LogWriter(limit: 4096, told: { "lost \($0)\n" }) { text in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(sink, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
        // A pipe holds 64 KiB (pipe(7)).
        let full = [UInt8](repeating: 0x0A, count: 65_536)
        #expect(Glibc.write(sink, full, full.count) == full.count)
        let line = String(repeating: "x", count: 99) + "\n"
        for _ in 0..<2000 { writer.write(line) }
        #expect(writer.lost >= 2000 - 2 * 40)
        #expect(await writer.flush(within: .milliseconds(50)) == false)
        var taken = ""
        try await eventually("the line about what was lost") {
            taken += String(decoding: reader.availableData, as: UTF8.self)
            return taken.contains("lost ")
        }
        #expect(await writer.flush(within: .seconds(10)))
        let lines = taken.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("x") } + writer.lost == 2000)
        close(sink)
    }

    @Test("A server whose standard error is a stopped pipe answers on, says what was lost, and ends in time")
    func server() async throws {
        try await TemporaryFolder.with { folder in
            let fifo = folder.file("errors").path
            #expect(mkfifo(fifo, 0o600) == 0)
            let reader = open(fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC)
            #expect(reader >= 0)
            defer { close(reader) }
            let child = try ChildProcess(
                "/bin/sh",
                [
                    "-c", #"exec "$0" serve --port 0 --data-dir "$1" 2>"$1/errors""#, ProjectFolder.trawl.path,
                    folder.path,
                ],
                environment: ["HOME": folder.path, "SSH_AUTH_SOCK": "", "NO_COLOR": "1"]
            )
            try await child.sees("listens on", within: .seconds(60))
            let note = try #require(LocalAccess(dataDirectory: folder.path).read())
            let port = try #require(URL(string: note.url)?.port)
            let connection = try RawConnection(to: port)
            let path = String(repeating: "nowhere", count: 60)
            var sent = 0
            func lost() async throws -> Double {
                let page = try RawConnection(to: port)
                page.send("GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(note.token)\r\n")
                page.send("Connection: close\r\n\r\n")
                let answer = try await page.rest(within: .seconds(60))
                let line = answer.split(separator: "\n").first { $0.hasPrefix("trawl_log_lines_lost_total ") }
                return try #require(line.flatMap { Double($0.dropFirst(27)) }, "\(answer)")
            }
            // Each costs half a kilobyte of log: a pipe's and a queue's fill are some 2,500 of them.
            while try await lost() == 0 {
                try #require(sent < 20_000)
                connection.send(String(repeating: "GET /\(path) HTTP/1.1\r\nHost: x\r\n\r\n", count: 100))
                var answers = 0
                try await eventually("a hundred answers", within: .seconds(60)) {
                    let text = try #require(connection.receive())
                    answers += text.components(separatedBy: "HTTP/1.1 404").count - 1
                    return answers >= 100
                }
                sent += 100
            }
            child.send(SIGTERM)
            #expect(try await child.result(within: .seconds(30)).exit == .status(0))
        }
    }
}
