import NIOCore

extension SSHClient {
    /// Connects by way of a configuration's jump hosts, on one of this client's loops.
    ///
    /// - Throws: ``SSHError``.
    func connectThroughJumps(_ configuration: SSHConfiguration, on loop: any EventLoop) async throws -> Connection {
        let tunnel = try await gateways.tunnel(
            to: configuration.host,
            port: configuration.port,
            through: configuration.jump,
            by: self,
            within: configuration.timeouts.connect
        )
        do {
            return try await loop.submit {
                let channel = TunnelChannel(tunnel, on: loop)
                let wire = Wire(channel: channel)
                try channel.pipeline.syncOperations.addHandler(WireHandler(wire: wire))
                channel.activate()
                return Connection(channel: channel, wire: NIOLoopBound(wire, eventLoop: loop))
            }
            .get()
        } catch {
            await tunnel.close()
            throw error
        }
    }

    /// Runs a part of connecting within its time.
    func within<Value: Sendable>(
        _ limit: Duration,
        else error: SSHError,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withDeadline(limit, on: clock, else: error) { try await body() }
    }
}
