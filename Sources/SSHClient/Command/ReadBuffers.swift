import NIOCore

/// The buffers that a channel's reads go into; one into which nothing came, or whose bytes nobody holds any more, is
/// used again.
///
/// A flood would otherwise take and give back a large piece of memory for every read, which costs more than the reading.
struct ReadBuffers {
    private let allocator: ByteBufferAllocator
    /// Empty, and nobody else's.
    private var spare: ByteBuffer?
    /// Large ones that were handed out, the oldest first.
    private var lent: [ByteBuffer] = []

    init(_ allocator: ByteBufferAllocator) {
        self.allocator = allocator
    }

    /// An empty buffer with so much room at least.
    mutating func next(_ capacity: Int) -> ByteBuffer {
        if let spare = spare.take(), spare.capacity >= capacity { return spare }
        guard capacity >= Self.large, lent.count == Self.most else { return allocator.buffer(capacity: capacity) }
        var oldest = lent.removeFirst()
        // Where somebody still holds its bytes this takes new memory and leaves theirs alone.
        oldest.clear(minimumCapacity: capacity)
        return oldest
    }

    /// Takes back a buffer into which nothing came.
    mutating func giveBack(_ buffer: ByteBuffer) { spare = buffer }

    /// Notes that a buffer was handed out; after a small one the flood is over, and what it took is let go.
    mutating func handedOut(_ buffer: ByteBuffer) {
        guard buffer.readableBytes >= Self.large else { return lent.removeAll() }
        lent.append(buffer)
        if lent.count > Self.most { lent.removeFirst() }
    }

    /// How many bytes are kept for further use.
    var held: Int { lent.reduce(0) { $0 + $1.capacity } }

    private static let large = 64 * 1024
    /// As many as may be on their way to a disk, and one to read into.
    private static let most = 10
}
