import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A server on loopback that answers each connection's request with the next text of a script, and hangs up.
struct ScriptedServer {
    /// The heads of the requests, as they came.
    let requests: NIOLockedValueBox<[String]>
    let url: String

    /// Lends one; an empty text hangs up without an answer, and so does the end of the script.
    static func with<Result: Sendable>(
        _ script: [String],
        _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let server = ScriptedServer(
            requests: NIOLockedValueBox([]),
            url: "http://127.0.0.1:\(listener.channel.localAddress?.port ?? 0)"
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { [requests = server.requests] in
                var answers = script.makeIterator()
                try await listener.executeThenClose { connections in
                    for try await connection in connections {
                        let answer = answers.next() ?? ""
                        try? await connection.executeThenClose { input, output in
                            var head = ""
                            for try await bytes in input {
                                head += String(buffer: bytes)
                                if head.contains("\r\n\r\n") { break }
                            }
                            requests.withLockedValue { $0.append(head) }
                            if !answer.isEmpty { try await output.write(ByteBuffer(string: answer)) }
                        }
                    }
                }
            }
            return try await body(server)
        }
    }

    /// An answer with a body, after which the connection ends.
    static func answer(_ status: String, _ fields: [String] = [], _ body: String = "") -> String {
        (["HTTP/1.1 \(status)", "Connection: close", "Content-Length: \(body.utf8.count)"] + fields)
            .joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    /// The beginning of an event stream, which breaks off behind these events.
    static func stream(_ events: String...) -> String {
        let body = events.map { "\($0)\n\n" }.joined()
        let chunk = "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n"
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk
    }
}
