import Foundation

/// How long a server that cannot answer for a while is waited for, and when it is asked again.
///
/// Rests grow, and each is a little different, so that all who were lost at once do not come back at once. A server that
/// says when to come back (`Retry-After`) is not asked before.
struct Patience: Sendable {
    /// The most time spent resting before it is over; nothing is no patience at all.
    let limit: Duration
    /// From 0 to 1: which part of its half a rest is shortened by.
    var jitter: @Sendable () -> Double = { .random(in: 0...1) }
    private var waited: Duration = .zero
    private var rest = Self.firstRest

    init(limit: Duration, jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }) {
        self.limit = limit
        self.jitter = jitter
    }

    /// For who asks once.
    static var none: Patience { Patience(limit: .zero) }

    /// For who watches a job, also while its server is started again.
    static var watching: Patience { Patience(limit: .seconds(600)) }

    /// The rest before the next try; nil where it is over, or the server wants more than is left.
    mutating func next(atLeast asked: Duration? = nil) -> Duration? {
        let length = max(asked ?? .zero, rest - rest / 2 * jitter())
        guard waited + length <= limit else { return nil }
        waited += length
        rest = min(rest * 2, Self.longestRest)
        return length
    }

    /// The rest after a failure that may pass by itself; nil after any other one.
    mutating func next(after error: any Error) -> Duration? {
        switch error {
        case is ServerUnreachable: next()
        case let refusal as ServerRefusal where refusal.mayPass: next(atLeast: refusal.retryAfter)
        default: nil
        }
    }

    /// It was answered: the next failure finds all patience again.
    mutating func renew() {
        waited = .zero
        rest = Self.firstRest
    }

    /// Does work that only asks, again and again until it is answered.
    ///
    /// - Throws: what the work throws once it is over; `CancellationError` when the task is cancelled in a rest.
    func ask<Value>(_ clock: any Clock<Duration>, _ work: () async throws -> Value) async throws -> Value {
        var left = self
        while true {
            do {
                return try await work()
            } catch {
                guard let rest = left.next(after: error) else { throw error }
                try await clock.sleep(for: rest)
            }
        }
    }

    private static let firstRest = Duration.milliseconds(500)
    private static let longestRest = Duration.seconds(15)
}
