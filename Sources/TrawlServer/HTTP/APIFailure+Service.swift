import HTTPTypes
import TrawlDomain
import TrawlEngine

/// The one map from what the service refuses to what callers are told.
extension APIFailure {
    init(_ error: ServiceError) {
        switch error {
        case .jobNotFound(let id): self = .noJob(id)
        case .nodeNotFound(let node, of: let job): self = .noNode(node, job: job.description)
        case .forbidden(let message):
            self.init(.forbidden, "FORBIDDEN", .permissionDenied, message)
        case .conflict(let conflict): self.init(conflict)
        case .listForgotten:
            self.init(
                .gone,
                "CURSOR_EXPIRED",
                .expired,
                "The list that this cursor goes on with is not known any more: ask for its first page again",
                field: "cursor"
            )
        case .invalid(let field, let message): self = .badField(field, message)
        case .store(let error):
            self.init(.serviceUnavailable, "STORAGE_UNAVAILABLE", .unavailable, error.message)
        }
    }

    private init(_ conflict: ServiceConflict) {
        let (error, code): (String, Code) =
            switch conflict.kind {
            case .jobNotRunnable:
                ("JOB_NOT_RUNNABLE", conflict.isFinal ? .terminalImmutable : .transitionInvalid)
            case .jobNotCancellable: ("JOB_NOT_CANCELLABLE", .transitionInvalid)
            case .jobNotRetryable: ("JOB_NOT_RETRYABLE", .transitionInvalid)
            case .jobNotDeletable: ("JOB_NOT_DELETABLE", .transitionInvalid)
            case .nodeNotCancellable: ("NODE_NOT_CANCELLABLE", .transitionInvalid)
            case .keyTaken: ("IDEMPOTENCY_KEY_TAKEN", .conflict)
            case .jobDeleted: ("JOB_DELETED", .conflict)
            }
        self.init(
            .conflict,
            error,
            code,
            conflict.message,
            currentStatus: conflict.currentStatus,
            attemptedStatus: conflict.attemptedStatus
        )
    }
}
