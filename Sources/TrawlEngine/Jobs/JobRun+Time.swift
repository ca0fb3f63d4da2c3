import TrawlDomain

/// What a run does later: one agenda and one timer, however many nodes wait for something.
extension JobRun {
    /// How often whoever draws the job is told of bytes.
    static let noteInterval = Duration.seconds(1)
    /// At every which of these it is stored how far nodes have come: for a thousand nodes that is a dear write.
    static let notesPerWrite = 5
    /// How often it is tried whether there is room again.
    static let roomInterval = Duration.seconds(1)

    func add(_ entry: Agenda.Entry, due: Duration) {
        let before = agenda.firstDue
        agenda.add(entry, due: due)
        if agenda.firstDue != before { setTimer() }
    }

    func setTimer() {
        timer?.cancel()
        guard end == nil, let due = agenda.firstDue else { return }
        timer = Task { [timeline = ports.timeline] in
            do {
                try await timeline.sleep(until: due)
            } catch {
                return
            }
            await self.ring()
        }
    }

    private func ring() async {
        guard end == nil else { return }
        while let entry = agenda.next(by: ports.timeline.now) { await act(on: entry) }
        setTimer()
    }

    private func act(on entry: Agenda.Entry) async {
        switch entry {
        case .noteProgress:
            noteProgress()
        case .jobDeadline:
            let reason = NodeFailure.jobDeadline(job.options, stage: .queued)
            fanOut.skip(because: reason)
            stopAll(.jobDeadline, within: ports.settleLimit)
            if fanOut.phase == .skipping(reason) { await skip(because: reason) }
            await proceed()
        case .nodeTimeout(let id):
            let giveUpAt = ports.timeline.now + ports.settleLimit
            if let attempt = attempts[id], attempt.stop(.nodeTimeout) { add(.giveUp(id), due: giveUpAt) }
        case .giveUp(let id):
            let limit = isShutDown ? "in time" : "within \(ports.settleLimit.inSeconds)"
            attempts[id]?.giveUp("it did not say \(limit) what became of its remote work")
        case .rested(let place):
            fanOut.rested(place)
            await proceed()
        }
    }

    /// Beside the timer, so that a slow store holds up no deadline; one write at a time.
    private func noteProgress() {
        add(.noteProgress, due: ports.timeline.now + Self.noteInterval)
        board.announce()
        notes += 1
        guard notes.isMultiple(of: Self.notesPerWrite), noting == nil, fault == nil else { return }
        let progress = board.takeUnnotedProgress()
        guard !progress.isEmpty else { return }
        noting = Task {
            do throws(StoreError) {
                try await ports.store.noteProgress(progress, of: job.id)
            } catch {
                // A note is no move: the next one says more. But a store that is broken takes no move either.
                switch error.code {
                case .broken: await breakOff(error, stopping: false)
                case .conflict, .full, .unusable: break
                }
            }
            noting = nil
        }
    }
}
