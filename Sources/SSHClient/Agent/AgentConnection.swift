import NIOCore
import NIOPosix

/// One question and one answer over an agent's socket.
enum AgentConnection {
    /// What an agent can get wrong before its answer is looked into.
    enum Fault: String, Error {
        case closed = "it closed the connection without an answer"
        case tooLong = "its answer is longer than 256 KiB"
        case empty = "its answer is empty"
    }

    /// Sends a message and waits for the whole of the next one; the connection is closed in every case.
    ///
    /// - Throws: `Fault`, NIO's errors for the socket, and `CancellationError`, with which waiting ends at once.
    static func exchange(_ message: [UInt8], path: String, group: any EventLoopGroup) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: group)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var request = ByteBuffer()
            request.writeInteger(UInt32(message.count))
            request.writeBytes(message)
            try await outbound.write(request)
            var received = ByteBuffer()
            for try await part in inbound {
                received.writeImmutableBuffer(part)
                if let answer = try take(from: received) { return answer }
            }
            // The sequence ends rather than throws where the task was cancelled.
            try Task.checkCancellation()
            throw Fault.closed
        }
    }

    /// The message that the bytes begin with; nil while it is not complete.
    private static func take(from received: ByteBuffer) throws(Fault) -> [UInt8]? {
        var received = received
        guard let length = received.readInteger(as: UInt32.self) else { return nil }
        if length == 0 { throw .empty }
        if length > AgentMessage.limit { throw .tooLong }
        return received.readBytes(length: Int(length))
    }
}
