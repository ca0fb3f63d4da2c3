package import TrawlDomain

/// Visits the nodes of attempts that ended with an earlier process, and ends what still runs of them there.
///
/// The tether should have ended it long ago; this is for the node whose tether was killed, or has no lease.
package struct LeftoverSweep: Sendable {
    /// What came of a visit.
    package enum Visit: Hashable, Sendable {
        case looked(AttemptLook)
        /// Nobody could look; the text says why.
        case unseen(String)
    }

    package typealias Witness = @Sendable (InterruptedAttempt, Visit) -> Void

    private let ledger: any AttemptLedger
    private let reaper: any NodeReaper
    private let clock: any Clock<Duration>

    /// - Parameters:
    ///   - ledger: Knows the attempts.
    ///   - reaper: Looks at the nodes.
    ///   - clock: Measures the rests between visits of nodes that could not be looked at.
    package init(ledger: any AttemptLedger, reaper: any NodeReaper, clock: any Clock<Duration> = ContinuousClock()) {
        self.ledger = ledger
        self.reaper = reaper
        self.clock = clock
    }

    /// All attempts that are known to have been interrupted, oldest first, with what was found of them.
    ///
    /// - Throws: What the ledger throws.
    package func attempts() async throws(StoreError) -> [InterruptedAttempt] {
        try await ledger.interruptedAttempts(includingSeen: true)
    }

    /// Visits every node that nobody has looked at, and after rests those again that could not be.
    ///
    /// What cannot be looked at for half an hour waits for the next start, or for whoever asks. On cancellation it ends after
    /// the visits that are under way.
    ///
    /// - Throws: What the ledger throws.
    package func run(telling witness: @escaping Witness) async throws(StoreError) {
        for rest in Self.rests {
            guard try await visitAll(telling: witness) > 0 else { return }
            do { try await clock.sleep(for: rest) } catch { return }
        }
        _ = try await visitAll(telling: witness)
    }

    /// Visits them once; answers how many could not be looked at.
    ///
    /// - Throws: What the ledger throws.
    package func visitAll(telling witness: @escaping Witness) async throws(StoreError) -> Int {
        let attempts = try await ledger.interruptedAttempts(includingSeen: false)
        let results = await withTaskGroup(of: Result<Visit, StoreError>.self) { group in
            var waiting = attempts.makeIterator()
            var results: [Result<Visit, StoreError>] = []
            func startNext() {
                guard !Task.isCancelled, let attempt = waiting.next() else { return }
                group.addTask {
                    let result = await visit(attempt)
                    if case .success(let visit) = result { witness(attempt, visit) }
                    return result
                }
            }
            for _ in 0..<Self.width { startNext() }
            for await result in group {
                results.append(result)
                startNext()
            }
            return results
        }
        var unseen = 0
        for result in results {
            switch try result.get() {
            case .looked: break
            case .unseen: unseen += 1
            }
        }
        return unseen
    }

    private func visit(_ attempt: InterruptedAttempt) async -> Result<Visit, StoreError> {
        Failpoint.hit(.reapBefore)
        let look: AttemptLook
        do throws(NodeUnseen) {
            look = try await reaper.reap(attempt)
        } catch {
            return .success(.unseen(error.reason))
        }
        Failpoint.hit(.reapAfter)
        do throws(StoreError) {
            try await ledger.noteLook(look, at: attempt)
        } catch {
            return .failure(error)
        }
        return .success(.looked(look))
    }

    private static let width = 20
    private static let rests: [Duration] = [.seconds(30), .seconds(300), .seconds(1800)]
}
