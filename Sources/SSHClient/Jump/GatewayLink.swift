import NIOCore

/// One session at a jump host, being opened or open.
final class GatewayLink: Sendable {
    let host: String
    /// The session once it is open, or why it did not open.
    let session: Event<Result<SSHSession, SSHError>>
    private let opening: Task<Void, Never>

    /// Begins to open it, as nobody's own work: whoever began to wait may be called off while others wait on.
    init(_ configuration: SSHConfiguration, client: SSHClient) {
        let host = configuration.host
        let session = Event<Result<SSHSession, SSHError>>()
        self.host = host
        self.session = session
        opening = Task {
            do {
                session.happen(.success(try await client.open(configuration) { _ in }))
            } catch let error as SSHError {
                session.happen(.failure(error.met(at: host)))
            } catch {
                let message = "The way to the jump host \(host) was given up."
                session.happen(.failure(SSHError(.sessionClosed, during: .connect, message)))
            }
        }
    }

    /// Ends it, open or not.
    ///
    /// Not cancellable.
    func close() async {
        opening.cancel()
        await opening.value
        guard case .success(let open)? = session.value else { return }
        await open.shielded { await $0.close(.polite) }
    }
}

extension SSHError {
    /// The same fault, said of a jump host; what another hop has said already stays as it is.
    func met(at host: String) -> SSHError {
        if message.hasPrefix("At the jump host ") || message.hasPrefix("The jump host ") { return self }
        return SSHError(
            code,
            during: operation,
            "At the jump host \(host): \(message)",
            libraryCode: libraryCode,
            hostKeyFault: hostKeyFault
        )
    }
}
