import TrawlDomain

/// What trawl's exit status says.
enum CommandStatus: Int32, CaseIterable {
    /// The job SUCCEEDED, or the command did what it was asked.
    case success = 0
    /// Anything that has no status of its own.
    case other = 1
    case partial = 3
    case failed = 4
    /// The command line is wrong (EX_USAGE of sysexits.h).
    case usage = 64
    /// An inventory, a profile, a key or a data directory cannot be used as it is (EX_CONFIG of sysexits.h).
    case configuration = 78
    /// A signal asked trawl to end, whatever came of the job.
    case interrupted = 130

    /// The status for a job that ended without a signal.
    init(of status: JobStatus) {
        switch status {
        case .succeeded: self = .success
        case .partial: self = .partial
        case .failed: self = .failed
        // Only somebody else can have cancelled it; no node succeeded.
        case .cancelled: self = .failed
        case .pending, .running: self = .other
        }
    }
}
