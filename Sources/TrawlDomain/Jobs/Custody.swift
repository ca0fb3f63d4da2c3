/// Who can go on with a job when the process that ran it is gone.
package enum Custody: String, CaseIterable, Codable, Sendable {
    /// Nobody: only that process had what is needed (a typed password, a terminal to ask at).
    case process
    /// The service, at its next start.
    case service
}
