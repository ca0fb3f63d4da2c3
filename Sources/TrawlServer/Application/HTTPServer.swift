import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// The listening half of a server: takes connections until it is told to stop.
struct HTTPServer: Sendable {
    let listen: ListenConfiguration
    /// The most bytes of a request's header fields together.
    let headerLimit: Int
    let patience: ConnectionPatience
    /// How long requests under way may take once it was told to stop.
    let grace: Duration
    let group: any EventLoopGroup
    let log: Logger

    /// Makes the service that answers by a responder; `onListening` is told the port.
    ///
    /// - Throws: ``SettingsFault`` where the certificate or its key cannot be used.
    func service(
        _ responder: RouterResponder<CallContext>,
        onListening: @escaping @Sendable (Int) async -> Void
    ) throws(SettingsFault) -> ServiceGroup {
        // What the framework says of itself is for its own people.
        var quiet = log
        quiet.logLevel = max(log.logLevel, .warning)
        let application = Application(
            responder: responder,
            server: try builder(),
            configuration: ApplicationConfiguration(address: .hostname(listen.address, port: listen.port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? listen.port) },
            eventLoopGroupProvider: .shared(group),
            logger: quiet
        )
        var configuration = ServiceGroupConfiguration(services: [application], logger: quiet)
        configuration.maximumGracefulShutdownDuration = grace
        return ServiceGroup(configuration: configuration)
    }

    private func builder() throws(SettingsFault) -> HTTPServerBuilder {
        let http = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [MalformedRequestHandler(), PatienceHandler(patience)],
                idleTimeout: TimeAmount(patience.idle),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: headerLimit,
                    maxHeaderListSize: headerLimit,
                    maxHeaderFieldCount: 200
                )
            )
        )
        guard let tls = listen.tls else { return http }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tls.certificate)
            let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
            return try .tls(
                http,
                tlsConfiguration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) },
                    privateKey: .privateKey(key)
                )
            )
        } catch {
            throw SettingsFault("the certificate \(tls.certificate) or its key \(tls.key) cannot be used: \(error)")
        }
    }
}
