import Glibc
package import TrawlDomain

/// Why a node's folder could not take or give what was asked.
package struct FolderError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// The disk, its inodes or the owner's quota are used up.
        case full
        /// The file system is mounted for reading only.
        case readOnly
        /// The rights of the folder do not allow it.
        case denied
        /// The process or the system has no descriptor left.
        case tooManyFiles
        /// The folder was sealed; nothing is written behind that.
        case sealed
        /// The call does not fit what went before, such as output without a step.
        case outOfTurn
        /// A file that was read is not what it should be.
        case malformed
        /// The medium failed, or anything else that the system says.
        case failed
    }

    package enum Operation: String, CaseIterable, Sendable {
        case create, open, read, write, sync, rename, seal
    }

    package let code: Code
    package let operation: Operation
    package let path: String
    /// What the system said, in its words; a sentence of ours where the system was not asked.
    package let reason: String

    package init(code: Code, operation: Operation, path: String, reason: String) {
        self.code = code
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    /// The error of a system call that failed with `number`.
    init(_ operation: Operation, _ path: String, errno number: Int32) {
        self.operation = operation
        self.path = path
        reason = String(cString: strerror(number))
        code =
            switch number {
            case ENOSPC, EDQUOT: .full
            case EROFS: .readOnly
            case EACCES, EPERM: .denied
            case EMFILE, ENFILE: .tooManyFiles
            default: .failed
            }
    }

    package var description: String { "cannot \(operation.rawValue) \(path): \(reason)" }

    /// The same as a node's failure at a stage.
    package func failure(during stage: NodeStage) -> NodeFailure {
        NodeFailure(
            code: isOurs ? .internal : .storageFailed,
            stage: stage,
            message: "what the node sent could not be kept: \(description)",
            isRetryable: false
        )
    }

    private var isOurs: Bool {
        switch code {
        case .sealed, .outOfTurn: true
        case .full, .readOnly, .denied, .tooManyFiles, .malformed, .failed: false
        }
    }
}
