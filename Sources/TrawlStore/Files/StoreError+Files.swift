import Foundation
import TrawlDomain

extension StoreError {
    /// What the system said to an attempt at a path, in one sentence.
    static func files(_ attempt: String, _ path: String, _ reason: CInt) -> StoreError {
        let code: Code =
            switch reason {
            case ENOSPC, EDQUOT: .full
            case EIO: .broken
            default: .unusable
            }
        return StoreError(code: code, message: "Cannot \(attempt) \(path): \(String(cString: strerror(reason))).")
    }
}
