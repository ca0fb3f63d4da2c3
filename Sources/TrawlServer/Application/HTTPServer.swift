import Glibc
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
    let connections: ConnectionLimit
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
            configuration: ApplicationConfiguration(
                address: .hostname(listen.address, port: listen.port),
                // Those that are too many are told so; what is more than these waits to be taken at all.
                availableConnectionsDelegate: MaximumAvailableConnections(connections.most + Self.toldConnections)
            ),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? listen.port) },
            eventLoopGroupProvider: .shared(group),
            logger: quiet
        )
        var configuration = ServiceGroupConfiguration(services: [application], logger: quiet)
        configuration.maximumGracefulShutdownDuration = grace
        return ServiceGroup(configuration: configuration)
    }

    /// Connections beyond the limit that are answered at a time.
    private static let toldConnections = 64

    private func builder() throws(SettingsFault) -> HTTPServerBuilder {
        let http = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [
                    ConnectionLimitHandler(connections), MalformedRequestHandler(), PatienceHandler(patience),
                ],
                idleTimeout: TimeAmount(patience.idle),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: headerLimit,
                    maxHeaderListSize: headerLimit,
                    maxHeaderFieldCount: 200
                )
            )
        )
        guard let tls = listen.tls else { return http }
        let configuration = try configuration(of: tls)
        do {
            return try .tls(http, tlsConfiguration: configuration)
        } catch {
            throw SettingsFault("listen.tls_key: TLS cannot be set up: \(error)")
        }
    }

    private func configuration(of tls: ListenConfiguration.TLS) throws(SettingsFault) -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(tls.certificate) } catch {
            throw unusable(.tlsCertificate, tls.certificate, "a certificate", error)
        }
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(file: tls.key, format: .pem) } catch {
            throw unusable(.tlsKey, tls.key, "a private key", error)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        // Earlier versions are not to be used any more (RFC 8996).
        configuration.minimumTLSVersion = .tlsv12
        // Made once more later; here it is seen whether the two belong together.
        do { _ = try NIOSSLContext(configuration: configuration) } catch {
            throw SettingsFault(
                "\(ServerSetting.tlsKey.rawValue): \(tls.key) is not the key of the certificate \(tls.certificate)"
            )
        }
        return configuration
    }

    private func unusable(
        _ setting: ServerSetting,
        _ path: String,
        _ what: String,
        _ error: any Error
    ) -> SettingsFault {
        if let error = error as? IOError {
            return SettingsFault(
                "\(setting.rawValue): \(path) cannot be read: \(String(cString: strerror(error.errnoCode)))"
            )
        }
        return SettingsFault("\(setting.rawValue): \(path) does not hold \(what) in PEM that can be used")
    }
}
