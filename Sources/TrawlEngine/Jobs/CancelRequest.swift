/// A cancel as a run was told of it.
struct CancelRequest: Hashable, Sendable {
    /// When it was asked for, on the engine's timeline.
    var at: Duration
    /// Of whoever asked.
    var correlationID: String
}
