package import TrawlDomain

/// How this process's work on a job ended.
package enum RunEnd: Equatable, Sendable {
    /// The job is final and settled: nothing of it runs anywhere, or a verdict says which node is not known.
    case settled
    /// The store failed. What ran has ended; the job stays as it was last stored, for the next start to reconcile.
    case storeFailed(StoreError)
    /// The engine was shut down. What ran has ended; what is not final stays stored, for the next start to take up.
    case shutDown
}
