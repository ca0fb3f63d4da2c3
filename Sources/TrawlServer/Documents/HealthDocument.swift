/// Whether a server is alive and ready.
package struct HealthDocument: Hashable, Sendable, Codable {
    /// `ok`, or `unavailable`.
    package var status: String
    /// Why it is not ready, a sentence each; empty where it is.
    package var reasons: [String]

    package init(reasons: [String] = []) {
        status = reasons.isEmpty ? "ok" : "unavailable"
        self.reasons = reasons
    }
}
