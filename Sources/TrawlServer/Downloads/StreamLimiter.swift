import NIOConcurrencyHelpers

/// Bounds how many downloads and event streams one token has open at once.
package final class StreamLimiter: Sendable {
    package let limit: Int
    private let open = NIOLockedValueBox<[String: Int]>([:])

    package init(limit: Int) {
        self.limit = limit
    }

    /// A place for one more; nil where the token has as many as it may.
    package func lease(for token: String) -> StreamLease? {
        let isGiven = open.withLockedValue { open in
            guard open[token, default: 0] < limit else { return false }
            open[token, default: 0] += 1
            return true
        }
        guard isGiven else { return nil }
        return StreamLease { [weak self] in
            self?.open.withLockedValue { open in
                let left = (open[token] ?? 1) - 1
                open[token] = left > 0 ? left : nil
            }
        }
    }

    /// How many are open, of all tokens.
    package var count: Int { open.withLockedValue { $0.values.reduce(0, +) } }
}
