package import TrawlCollect
package import TrawlDomain
package import TrawlEngine

/// Whether the server can do its work: the store answers, its writer is at work, its disk takes writes, and there is room.
package actor Readiness {
    private typealias Waiter = CheckedContinuation<[String], Never>

    private let probe: DiskProbe
    private let threads: ReadingThreads
    private let store: any JobStore
    private let timeline: Timeline
    private let isClosing: @Sendable () -> Bool
    private var last: (at: Duration, reasons: [String])?
    private var waiting: [Waiter] = []
    /// When the look that is under way began.
    private var lookingSince: Duration?

    /// - Parameters:
    ///   - probe: Looks at the data directory's disk.
    ///   - threads: Where it looks, because that may block.
    ///   - store: Is asked for a job and for an empty transaction, to see that it answers.
    ///   - timeline: Measures how long an answer is good, and how long it is waited for.
    ///   - isClosing: Whether the server is about to end.
    package init(
        probe: DiskProbe,
        threads: ReadingThreads,
        store: any JobStore,
        timeline: Timeline,
        isClosing: @escaping @Sendable () -> Bool
    ) {
        self.probe = probe
        self.threads = threads
        self.store = store
        self.timeline = timeline
        self.isClosing = isClosing
    }

    /// Why it is not ready, a sentence each; none where it is.
    ///
    /// There is one look at a time for all who ask, and what it found is good for half a second, so that asking often
    /// costs the disk nothing. A disk that does not answer in two seconds is a reason itself.
    package func reasons() async -> [String] {
        if isClosing() { return ["The server is shutting down."] }
        if let last, timeline.now - last.at < Self.goodFor { return last.reasons }
        if let lookingSince, timeline.now - lookingSince >= Self.patience { return [Self.silence] }
        return await withCheckedContinuation { waiter in
            waiting.append(waiter)
            guard lookingSince == nil else { return }
            lookingSince = timeline.now
            Task { found(await look()) }
            Task {
                try? await timeline.sleep(until: timeline.now + Self.patience)
                if let lookingSince, timeline.now - lookingSince >= Self.patience { answer([Self.silence]) }
            }
        }
    }

    private func found(_ reasons: [String]) {
        lookingSince = nil
        last = (timeline.now, reasons)
        answer(reasons)
    }

    private func answer(_ reasons: [String]) {
        let waiters = waiting
        waiting = []
        for waiter in waiters { waiter.resume(returning: reasons) }
    }

    private nonisolated func look() async -> [String] {
        var reasons: [String] = []
        do {
            reasons = try await threads.run { [probe] in [probe.writeFault(), probe.roomFault()].compactMap(\.self) }
        } catch {
            return ["The server is shutting down."]
        }
        do {
            _ = try await store.jobs(JobQuery(limit: 1))
        } catch {
            reasons.append("The store cannot be read: \(error.message)")
        }
        do {
            try await store.checkWriter()
        } catch {
            reasons.append("The store cannot be written: \(error.message)")
        }
        return reasons
    }

    private static let goodFor = Duration.milliseconds(500)
    private static let patience = Duration.seconds(2)
    private static let silence = "The data directory's disk, or the store on it, has not answered for two seconds."
}
