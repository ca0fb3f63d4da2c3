import NIOCore

/// The bytes between libssh2 and one connection, and those who wait for them; lives on one event loop.
///
/// libssh2 takes from the inbox and gives to the outbox through two C callbacks; the connection's handler fills the
/// one and is handed the other once per call. Whoever meets "again" in libssh2 parks here until bytes arrive.
final class Wire {
    /// Past this many waiting bytes the connection is not read, and TCP holds the peer back.
    static let inboxLimit = 256 * 1024

    private let channel: any Channel
    private var inbox = CircularBuffer<ByteBuffer>()
    private(set) var waiting = 0
    private var outbox = ByteBuffer()
    private var waiters = Waiters()
    /// Whether the connection is not read because enough is waiting.
    private(set) var heldRead = false
    /// Whether libssh2 gets nothing now although something may be here; while it hands out what it has.
    var isHeld = false
    private var isOver = false

    /// How many bytes libssh2 has taken so far; a change tells that some waiter's packet may have come in.
    private(set) var bytesTaken: UInt64 = 0
    /// How many bytes have arrived so far; keepalive looks whether it grows.
    private(set) var bytesArrived: UInt64 = 0
    /// How many bytes libssh2 has given so far.
    private(set) var bytesGiven: UInt64 = 0
    /// Why no further byte will come; nil while some may.
    private(set) var end: SSHError?
    /// Answers keyboard-interactive prompts while a sign-in by that method runs (RFC 4256).
    var responder: ((KeyboardInteractiveChallenge) -> [Secret])?

    init(channel: any Channel) {
        self.channel = channel
    }

    // MARK: The connection's side

    /// Takes in what has arrived.
    func arrived(_ bytes: ByteBuffer) {
        bytesArrived += UInt64(bytes.readableBytes)
        waiting += bytes.readableBytes
        inbox.append(bytes)
    }

    /// Says that a burst is over: everyone who waits looks again.
    func burstEnded() { wake() }

    /// Says that nothing more will come.
    ///
    /// The first reason stays.
    func ended(_ error: SSHError) {
        if end == nil { end = error }
        wake()
    }

    /// Whether the connection may be read now; where it may not, it is as soon as libssh2 has taken enough.
    func mayRead() -> Bool {
        heldRead = waiting >= Self.inboxLimit
        return !heldRead
    }

    // MARK: libssh2's side

    /// Moves up to `count` bytes to libssh2; nil while none are here, 0 where there will be none.
    ///
    /// libssh2 learns of the end only when it is let go: a read of a channel that meets the end fails, even though what
    /// came before may wait inside libssh2 still. Whoever meets "again" looks at ``end`` instead.
    @unsafe func take(into target: UnsafeMutableRawPointer, count: Int) -> Int? {
        if isHeld { return nil }
        guard waiting > 0 else { return isOver ? 0 : nil }
        var taken = 0
        while taken < count, var first = inbox.first {
            let length = min(count - taken, first.readableBytes)
            unsafe first.readWithUnsafeReadableBytes { source in
                if let base = source.baseAddress {
                    unsafe (target + taken).copyMemory(from: base, byteCount: length)
                }
                return length
            }
            taken += length
            if first.readableBytes == 0 { inbox.removeFirst() } else { inbox[inbox.startIndex] = first }
        }
        waiting -= taken
        bytesTaken += UInt64(taken)
        if heldRead, waiting < Self.inboxLimit / 2 {
            heldRead = false
            channel.read()
        }
        return taken
    }

    /// Takes what libssh2 wants sent; all of it, always, so that no packet is ever half sent.
    @unsafe func give(_ bytes: UnsafeRawBufferPointer) {
        guard end == nil else { return }
        bytesGiven += UInt64(bytes.count)
        unsafe outbox.writeBytes(bytes)
    }

    /// Hands the outbox to the connection, once per libssh2 call.
    func flush() {
        guard outbox.readableBytes > 0 else { return }
        channel.writeAndFlush(outbox, promise: nil)
        outbox = ByteBuffer()
    }

    // MARK: The waiters' side

    /// A ticket for ``park(_:_:)``, by which the waiter can be called off.
    func ticket() -> Waiters.Ticket { waiters.draw() }

    /// Keeps a waiter until the next bytes, the end, or ``callOff(_:)``.
    func park(_ ticket: Waiters.Ticket, _ continuation: CheckedContinuation<Void, any Error>) {
        if isAtEnd { continuation.resume() } else { waiters.park(ticket, continuation) }
    }

    /// Ends one waiter's wait by its own cancellation.
    func callOff(_ ticket: Waiters.Ticket) {
        waiters.remove(ticket)?.resume(throwing: CancellationError())
    }

    /// Lets everyone who waits look again.
    func wake() {
        for waiter in waiters.removeAll() { waiter.resume() }
    }

    /// Whether the connection takes more without piling up.
    var isWritable: Bool { channel.isWritable }

    /// Whether nothing more will come and nothing is left.
    var isAtEnd: Bool { end != nil && waiting == 0 }

    /// Forgets what has arrived and not been taken, and lets libssh2 know of the end, once nobody asks for more.
    func finish() {
        inbox.removeAll()
        waiting = 0
        isHeld = false
        isOver = true
    }
}
