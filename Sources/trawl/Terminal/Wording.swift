import TrawlDomain

/// The words and tones in which states and verdicts are shown.
enum Wording {
    /// In the order in which verdicts are told: the good ends first, what nobody could see last.
    static let outcomes: [CancelOutcome] = [
        .terminated, .killed, .finishedFirst, .hungUp, .neverStarted, .unverified,
    ]

    static func of(_ outcome: CancelOutcome) -> String {
        switch outcome {
        case .neverStarted: "never started"
        case .finishedFirst: "finished first"
        case .terminated: "terminated"
        case .killed: "killed"
        case .hungUp: "hung up"
        case .unverified: "unverified"
        }
    }

    /// What a verdict means for a person who wants to know whether something is left.
    static func meaning(of outcome: CancelOutcome) -> String {
        switch outcome {
        case .neverStarted: "nothing had been started there"
        case .finishedFirst: "the work had ended by itself"
        case .terminated: "ended by TERM, seen gone"
        case .killed: "ended by KILL, seen gone"
        case .hungUp: "its terminal was hung up; the rest is the node's own affair"
        case .unverified: "nobody could look; what ran there ends by its tether when the lease runs out"
        }
    }

    /// A job's state, with what the state alone does not say.
    ///
    /// A job that is not final in a data directory where no process works stays as it is until the next one comes.
    static func status(of job: Job, isAttended: Bool) -> String {
        let status = job.status.rawValue
        if job.isCancelled { return "\(status) (cancelled)" }
        return job.status.isFinal || isAttended ? status : "\(status) (interrupted)"
    }

    static func tone(of status: JobStatus) -> StyledLine.Tone {
        switch status {
        case .pending, .running: .busy
        case .succeeded: .good
        case .partial: .busy
        case .failed, .cancelled: .bad
        }
    }

    static func tone(of status: NodeStatus) -> StyledLine.Tone {
        switch status {
        case .pending: .faint
        case .running: .busy
        case .succeeded: .good
        case .failed: .bad
        case .cancelled: .busy
        }
    }

    /// "01JD8…QX": enough to tell jobs apart on a screen.
    static func short(_ id: JobID) -> String {
        "\(id.description.prefix(5))…\(id.description.suffix(2))"
    }

    /// "30 ok  2 failed  5 running  3 waiting": the counts that are not zero, "ok" always.
    static func counts(_ counts: JobCounts) -> [(text: String, tone: StyledLine.Tone)] {
        let others: [(Int, String, StyledLine.Tone)] = [
            (counts.failed, "failed", .bad), (counts.cancelled, "cancelled", .busy),
            (counts.running, "running", .plain), (counts.pending, "waiting", .plain),
        ]
        return [("\(counts.succeeded) ok", counts.succeeded > 0 ? .good : .plain)]
            + others.filter { $0.0 > 0 }.map { ("\($0.0) \($0.1)", $0.2) }
    }
}
