import Foundation
import Glibc

/// Sees when processes die, by the kernel's own word (pidfd_open(2)) and not by looking again and again.
package final class DeathWatch: Sendable {
    private struct State: Sendable {
        var living: Int
        var last: ContinuousClock.Instant?
        var isAbandoned = false
    }

    private let state: Observed<State>

    /// Watches processes that are alive; one that has died by now counts as having died now.
    ///
    /// - Throws: ``NeverHappened`` where the system has no pidfd_open(2).
    package init(over pids: [Int32]) throws {
        guard let symbol = dlopen(nil, RTLD_NOW).flatMap({ dlsym($0, "pidfd_open") }) else {
            throw NeverHappened(what: "finding pidfd_open", limit: .zero)
        }
        let pidfdOpen = unsafeBitCast(symbol, to: (@convention(c) (Int32, UInt32) -> Int32).self)
        let descriptors = pids.map { pidfdOpen($0, 0) }.filter { $0 >= 0 }
        let state = Observed(State(living: descriptors.count, last: .now))
        self.state = state
        Thread.detachNewThread { Self.watch(descriptors, state) }
    }

    deinit { state.change { $0.isAbandoned = true } }

    /// Waits until all have died; answers when the last one did.
    ///
    /// - Throws: ``NeverHappened``.
    package func last(within limit: Duration) async throws -> ContinuousClock.Instant {
        try await state.wait(for: "death of all processes", within: limit) { $0.living == 0 ? $0.last : nil }
    }

    private static func watch(_ descriptors: [Int32], _ state: Observed<State>) {
        var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while !polls.isEmpty, !state.value.isAbandoned {
            guard poll(&polls, nfds_t(polls.count), 100) > 0 else { continue }
            let now = ContinuousClock.now
            let dead = polls.filter { $0.revents != 0 }
            polls.removeAll { $0.revents != 0 }
            for one in dead { close(one.fd) }
            state.change { state in
                state.living -= dead.count
                state.last = now
            }
        }
        for one in polls { close(one.fd) }
    }
}
