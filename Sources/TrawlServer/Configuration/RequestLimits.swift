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

    init(_ settings: ServerSettings) throws(SettingsFault) {
        body = try settings.bytes(.bodyLimit)
        headers = try settings.bytes(.headerLimit)
        nodesPerJob = try settings.number(.nodesPerJob)
        streamsPerToken = try settings.number(.streamsPerToken)
    }
}
