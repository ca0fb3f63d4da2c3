import NIOConcurrencyHelpers

/// Lets so many in at once, and fewer of them to one place; the others wait in line.
///
/// Whoever is slow is not counted for long: a thousand nodes that answer at once are let in as fast as they are dealt
/// with, and one that never answers holds up nobody behind it.
final class Turnstile: Sendable {
    struct Limits: Sendable {
        /// How many are let in at once.
        var total: Int
        /// How many of them to one place.
        var perPlace: Int
        /// How long one that is in is counted.
        var patience: Duration
    }

    /// That one was let in; it is counted until it leaves, or for the patience.
    struct Pass: Sendable {
        fileprivate let number: Int
        fileprivate let turnstile: Turnstile

        /// Doing it twice is harmless.
        func leave() { turnstile.leave(number) }
    }

    private struct Waiter {
        let number: Int
        let place: String
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var made = 0
        var inside: [Int: (place: String, since: Duration)] = [:]
        var perPlace: [String: Int] = [:]
        /// Longest first.
        var waiting: [Waiter] = []
        var timer: Task<Void, Never>?

        mutating func enter(_ number: Int, _ place: String, at now: Duration) {
            inside[number] = (place, now)
            perPlace[place, default: 0] += 1
        }

        mutating func leave(_ number: Int) {
            guard let (place, _) = inside.removeValue(forKey: number) else { return }
            let left = (perPlace[place] ?? 0) - 1
            perPlace[place] = left > 0 ? left : nil
        }

        func hasRoom(for place: String, within limits: Limits) -> Bool {
            inside.count < limits.total && (perPlace[place] ?? 0) < limits.perPlace
        }
    }

    private let limits: Limits
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let state = NIOLockedValueBox(State())

    init(_ limits: Limits, clock: some Clock<Duration>) {
        self.limits = limits
        self.clock = clock
        let origin = clock.now
        elapsed = { origin.duration(to: clock.now) }
    }

    /// How many wait in line.
    var waiting: Int { state.withLockedValue { $0.waiting.count } }

    /// Waits for its turn.
    ///
    /// - Throws: `CancellationError`, at once, where the task is cancelled before its turn has come.
    func enter(_ place: String) async throws(CancellationError) -> Pass {
        let number = state.withLockedValue { state in
            state.made += 1
            return state.made
        }
        let isIn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLockedValue { state -> Bool? in
                    if Task.isCancelled { return false }
                    let now = elapsed()
                    if state.waiting.isEmpty { letGo(of: &state, at: now) }
                    // Those in line who could not go on now keep nobody else from it: they wait for their own place.
                    if state.hasRoom(for: place, within: limits) {
                        state.enter(number, place, at: now)
                        return true
                    }
                    state.waiting.append(Waiter(number: number, place: place, continuation: continuation))
                    setTimer(of: &state, at: now)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state -> Waiter? in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
        }
        guard isIn else { throw CancellationError() }
        return Pass(number: number, turnstile: self)
    }

    private func leave(_ number: Int) {
        move { $0.leave(number) }
    }

    /// Makes a change, and lets in whoever can go on after it.
    private func move(_ change: (inout State) -> Void) {
        let entering = state.withLockedValue { state -> [Waiter] in
            change(&state)
            guard !state.waiting.isEmpty else { return [] }
            let now = elapsed()
            letGo(of: &state, at: now)
            var entering: [Waiter] = []
            while state.inside.count < limits.total,
                let next = state.waiting.firstIndex(where: { state.hasRoom(for: $0.place, within: limits) })
            {
                let waiter = state.waiting.remove(at: next)
                state.enter(waiter.number, waiter.place, at: now)
                entering.append(waiter)
            }
            setTimer(of: &state, at: now)
            return entering
        }
        for waiter in entering { waiter.continuation.resume(returning: true) }
    }

    /// Counts those no longer whom the patience is over with.
    private func letGo(of state: inout State, at now: Duration) {
        for (number, entry) in state.inside where now - entry.since >= limits.patience { state.leave(number) }
    }

    /// Has one timer while anybody waits, for the moment at which the next one is not counted any more.
    private func setTimer(of state: inout State, at now: Duration) {
        guard !state.waiting.isEmpty else {
            state.timer?.cancel()
            state.timer = nil
            return
        }
        guard state.timer == nil, let oldest = state.inside.values.map(\.since).min() else { return }
        let pause = oldest + limits.patience - now
        state.timer = Task { [weak self, clock] in
            guard (try? await clock.sleep(for: pause)) != nil else { return }
            self?.move { $0.timer = nil }
        }
    }
}
