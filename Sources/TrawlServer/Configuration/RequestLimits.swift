/// What a request may ask for; beyond it the request is refused, with the status that says why.
package struct RequestLimits: Hashable, Sendable {
    /// Bytes of a request's body (413).
    package var body: Int
    /// Bytes of a request's header fields together (431).
    package var headers: Int
    /// Nodes of one job (422).
    package var nodesPerJob: Int
    /// Event streams and downloads that one token may have open at once (429).
    package var streamsPerToken: Int
    /// Connections at once, of all callers together (503).
    package var connections: Int
    /// From a request's head to its last byte (408).
    package var requestTime: Duration
    /// That a connection may be without a request, or at the first half of a request's head; then it is closed.
    package var idleTime: Duration
    /// That a client may take nothing of an answer; then its connection is closed.
    package var stallTime: Duration

    init(_ settings: ServerSettings) throws(SettingsFault) {
        body = try settings.bytes(.bodyLimit)
        headers = try settings.bytes(.headerLimit)
        nodesPerJob = try settings.number(.nodesPerJob)
        streamsPerToken = try settings.number(.streamsPerToken)
        connections = try settings.number(.connections)
        requestTime = try settings.duration(.requestTime)
        idleTime = try settings.duration(.idleTime)
        stallTime = try settings.duration(.stallTime)
    }
}
