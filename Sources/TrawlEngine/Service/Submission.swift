package import TrawlDomain

/// What came of a submission.
package struct Submission: Sendable {
    package var job: Job
    /// False where the same request came before under the same key.
    package var isNew: Bool
}
