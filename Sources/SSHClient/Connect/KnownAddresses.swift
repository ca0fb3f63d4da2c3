import NIOCore
import NIOPosix

/// Answers with addresses that are known already, so that NIO's Happy Eyeballs (RFC 8305) can race them.
final class KnownAddresses: Resolver, Sendable {
    private let loop: any EventLoop
    private let addresses: [SocketAddress]

    init(_ addresses: [SocketAddress], loop: any EventLoop) {
        self.loop = loop
        self.addresses = addresses
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(addresses.filter { $0.protocol == .inet })
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(addresses.filter { $0.protocol == .inet6 })
    }

    func cancelQueries() {}
}
