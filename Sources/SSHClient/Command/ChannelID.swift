import NIOCore

/// A channel of a session, by a number that is never used again in it.
struct ChannelID: Hashable, Sendable {
    let number: Int
}

/// libssh2's channel, and the turn for the calls that keep a state in it; lives on its session's event loop.
final class RemoteChannel {
    let raw: RawChannel
    let turn = Turn()
    /// How much the next read asks for; grows while reads come back full.
    var readSize = 4 * 1024
    /// What was taken out of libssh2 and not been asked for yet.
    var arrived: [SSHOutput] = []
    var buffers: ReadBuffers
    var hasSentEOF = false

    init(_ raw: RawChannel, allocator: ByteBufferAllocator) {
        self.raw = raw
        buffers = ReadBuffers(allocator)
    }
}
