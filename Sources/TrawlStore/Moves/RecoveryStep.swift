import Foundation
import TrawlDomain

/// What recovery does with a job once its nodes are in order.
enum RecoveryStep {
    /// It is final already.
    case settle
    /// It becomes final by this move.
    case move((Date) throws(IllegalTransition) -> Job)
    case resume
    case start
    case leave
}

extension Job {
    /// Decides it for a job that is not settled.
    func recoveryStep(_ fate: RecoveredFate) -> RecoveryStep {
        switch status {
        case .succeeded, .partial, .failed, .cancelled: return .settle
        case .pending:
            switch fate {
            case .ended: return .move(cancelled(at:))
            case .takenUp: return startsAtOnce ? .start : .leave
            case .left: return .leave
            }
        case .running:
            switch fate {
            case .ended: return .move(finished(at:))
            case .takenUp: return counts.allFinal ? .move(finished(at:)) : .resume
            case .left: return .leave
            }
        }
    }
}
