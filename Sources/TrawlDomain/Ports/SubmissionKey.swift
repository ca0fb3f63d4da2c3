/// What makes a submission that is sent twice one job: the caller's own word for it, and what it asked for.
package struct SubmissionKey: Hashable, Sendable {
    /// The `Idempotency-Key`; one name space for each caller in each project.
    package var text: String
    /// A digest of the whole request: the same word over another request is a mistake that must be told.
    package var fingerprint: String

    package init(text: String, fingerprint: String) {
        self.text = text
        self.fingerprint = fingerprint
    }

    /// How long a key is kept, in seconds.
    package static let lifetime = 86_400.0
}
