import TrawlDomain

/// What becomes of a job that an earlier process left open.
enum RecoveredFate {
    /// Nobody can go on with it.
    case ended
    /// The new process goes on with it.
    case takenUp
    /// It waits for another process.
    case left

    init(of job: Job, _ policy: RecoveryPolicy) {
        switch job.custody {
        case .process: self = .ended
        case .service:
            switch policy {
            case .takeUp: self = .takenUp
            case .endOrphans: self = .left
            }
        }
    }
}
