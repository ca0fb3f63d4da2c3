/// How long a connection may make no headway before it is closed.
struct ConnectionPatience: Hashable, Sendable {
    /// From a request's head to its last byte.
    var request: Duration
    /// Without a request, or at the first half of a request's head.
    var idle: Duration
    /// With an answer of which the other end takes nothing.
    var stalled: Duration
    /// The same once the server is about to end.
    var parting = Duration.seconds(2)

    init(_ limits: RequestLimits) {
        request = limits.requestTime
        idle = limits.idleTime
        stalled = limits.stallTime
    }
}
