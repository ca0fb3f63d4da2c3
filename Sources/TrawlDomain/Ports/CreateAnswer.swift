/// What came of submitting a job under a key.
package enum CreateAnswer: Sendable {
    case created(Job)
    /// The same request came before; here is its job as it stands now. Nothing was stored.
    case repeated(Job)
    /// The key stands for another request. Nothing was stored.
    case keyTaken(by: JobID)
    /// The same request came before, and its job was deleted since. Nothing was stored.
    case deleted(JobID)
}
