import NIOConcurrencyHelpers

/// How many connections there are, and how many there may be.
final class ConnectionLimit: Sendable {
    let most: Int
    private let open = NIOLockedValueBox(0)

    init(_ most: Int) {
        self.most = most
    }

    /// A connection has come; answers whether it is one too many.
    func come() -> Bool {
        open.withLockedValue { open in
            open += 1
            return open > most
        }
    }

    /// A connection has gone.
    func go() { open.withLockedValue { $0 -= 1 } }
}
