import NIOConcurrencyHelpers
import TrawlDomain

/// The places for attempts that all jobs of a process share, so that one large job starves none.
///
/// A place that comes free while jobs wait goes to the one of them that holds the fewest, among equals to the one that
/// waits longest.
final class SlotPool: Sendable {
    private struct Waiter {
        let job: JobID
        let wake: @Sendable () -> Void
    }

    private struct State {
        var taken = 0
        /// Of those that are taken.
        var held: [JobID: Int] = [:]
        /// Longest first.
        var waiting: [Waiter] = []
        /// Places that are kept for jobs that were woken.
        var kept: [JobID: Int] = [:]
        /// Why no place is given at the moment, whatever is free.
        var heldBecause: String?

        mutating func take(_ job: JobID) {
            taken += 1
            held[job, default: 0] += 1
        }

        /// Chooses who gets a place that is free.
        mutating func nextWaiter() -> Waiter? {
            let fewest = waiting.indices.min { (load(of: $0), $0) < (load(of: $1), $1) }
            return fewest.map { waiting.remove(at: $0) }
        }

        private func load(of index: Int) -> Int { held[waiting[index].job] ?? 0 }

        var allKept: Int { kept.values.reduce(0, +) }
    }

    let limit: Int?
    private let state = NIOLockedValueBox(State())

    /// Makes the pool; nil is without limit.
    init(limit: Int?) {
        self.limit = limit.map { max(1, $0) }
    }

    var taken: Int { state.withLockedValue { $0.taken } }

    /// Takes a place; where there is none answers false, and calls `whenFree` once one is kept for the job.
    func take(_ job: JobID, whenFree: @escaping @Sendable () -> Void) -> Bool {
        state.withLockedValue { state in
            guard state.heldBecause == nil else {
                state.kept[job] = nil
                if !state.waiting.contains(where: { $0.job == job }) {
                    state.waiting.append(Waiter(job: job, wake: whenFree))
                }
                return false
            }
            guard let limit else {
                state.take(job)
                return true
            }
            if let kept = state.kept[job] {
                state.kept[job] = kept > 1 ? kept - 1 : nil
                state.take(job)
                return true
            }
            if state.waiting.isEmpty, state.taken + state.allKept < limit {
                state.take(job)
                return true
            }
            if !state.waiting.contains(where: { $0.job == job }) {
                state.waiting.append(Waiter(job: job, wake: whenFree))
            }
            return false
        }
    }

    /// Gives a place back.
    func give(_ job: JobID) {
        wake { state in
            state.taken -= 1
            let held = (state.held[job] ?? 0) - 1
            state.held[job] = held > 0 ? held : nil
        }
    }

    /// The job needs no further place, neither one that it waits for nor one that is kept for it.
    func leave(_ job: JobID) {
        wake { state in
            state.kept[job] = nil
            state.waiting.removeAll { $0.job == job }
        }
    }

    /// Gives no place to anyone, for this reason, until it is called again without one; what is taken stays taken.
    func hold(because reason: String?) {
        wake { $0.heldBecause = reason }
    }

    /// Why no place is given at the moment; nil where places are.
    var heldBecause: String? { state.withLockedValue { $0.heldBecause } }

    private func wake(after change: (inout State) -> Void) {
        let woken = state.withLockedValue { state -> [Waiter] in
            change(&state)
            guard state.heldBecause == nil else { return [] }
            guard let limit else {
                defer { state.waiting = [] }
                return state.waiting
            }
            var woken: [Waiter] = []
            while state.taken + state.allKept < limit, let waiter = state.nextWaiter() {
                state.kept[waiter.job, default: 0] += 1
                woken.append(waiter)
            }
            return woken
        }
        for waiter in woken { waiter.wake() }
    }
}
