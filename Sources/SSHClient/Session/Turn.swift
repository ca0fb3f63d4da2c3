/// The right to make a libssh2 call that keeps a state between two tries, first come, first served.
///
/// libssh2 keeps half-done calls inside its sessions and channels: another call in between would go on with the first
/// one's state. Lives on its session's event loop.
final class Turn {
    private var isTaken = false
    private var waiters = Waiters()
    /// Whether a call was given up half-way, so that what libssh2 keeps of it is in nobody's hands any more.
    private(set) var isAbandoned = false

    /// Takes the turn if nobody has it.
    func takeAtOnce() -> Bool {
        guard !isTaken else { return false }
        isTaken = true
        return true
    }

    func ticket() -> Waiters.Ticket { waiters.draw() }

    /// Waits for the turn; whoever is resumed has it.
    func park(_ ticket: Waiters.Ticket, _ continuation: CheckedContinuation<Void, any Error>) {
        if takeAtOnce() { continuation.resume() } else { waiters.park(ticket, continuation) }
    }

    /// Ends one waiter's wait by its own cancellation.
    func callOff(_ ticket: Waiters.Ticket) {
        waiters.remove(ticket)?.resume(throwing: CancellationError())
    }

    /// Hands the turn to whoever has waited longest.
    func pass() {
        if let next = waiters.removeFirst() { next.resume() } else { isTaken = false }
    }

    /// Says that the call of whoever has the turn was given up half-way.
    func abandon() { isAbandoned = true }
}
