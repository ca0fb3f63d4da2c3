import TrawlCollect

/// What a ``Workshop`` is built from.
struct WorkshopRequest: Sendable {
    /// Absolute; made where it is missing.
    var dataDirectory: String
    /// What whoever finds the data directory locked is told of this process; no secret.
    var command: String
    var secrets: CollectSecrets
    var settings = CollectSettings()
}
