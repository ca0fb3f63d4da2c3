/// Tasks that wait for an event of one event loop; lives on that loop, so nothing comes between a look and a wait.
struct Waiters {
    typealias Ticket = UInt64

    private var parked: [(ticket: Ticket, continuation: CheckedContinuation<Void, any Error>)] = []
    private var lastTicket: Ticket = 0

    /// A number by which a waiter can be called off, drawn before it waits.
    mutating func draw() -> Ticket {
        lastTicket += 1
        return lastTicket
    }

    /// Keeps a waiter.
    mutating func park(_ ticket: Ticket, _ continuation: CheckedContinuation<Void, any Error>) {
        parked.append((ticket, continuation))
    }

    /// Takes out one waiter, so that the caller can resume it; nil where it waits no more.
    mutating func remove(_ ticket: Ticket) -> CheckedContinuation<Void, any Error>? {
        guard let place = parked.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return parked.remove(at: place).continuation
    }

    /// Takes out the one who has waited longest.
    mutating func removeFirst() -> CheckedContinuation<Void, any Error>? {
        parked.isEmpty ? nil : parked.removeFirst().continuation
    }

    /// Takes out all of them, longest waiting first.
    mutating func removeAll() -> [CheckedContinuation<Void, any Error>] {
        defer { parked.removeAll(keepingCapacity: true) }
        return parked.map(\.continuation)
    }
}
