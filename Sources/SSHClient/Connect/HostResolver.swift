import Glibc
import NIOCore
import NIOPosix

/// Turns a name into addresses, off the event loops, since getaddrinfo(3) blocks.
struct HostResolver: Sendable {
    private let threads: NIOThreadPool

    init(threads: NIOThreadPool = .singleton) {
        self.threads = threads
    }

    /// The addresses of a host in the order of RFC 6724, which getaddrinfo(3) gives; a numeric one is not asked for.
    ///
    /// On cancellation it throws at once; the look-up under way ends by itself on its thread.
    ///
    /// - Throws: ``SSHError`` with `unresolved`.
    func addresses(of host: String, port: Int) async throws -> [SocketAddress] {
        if let numeric = Self.numeric(host, port: port) { return [numeric] }
        return try await threads.runIfActive { try Self.lookUp(host, port: port) }
    }

    /// The address that a numeric host is by itself; nil for a name.
    static func numeric(_ host: String, port: Int) -> SocketAddress? {
        try? SocketAddress(ipAddress: host, port: port)
    }

    private static func lookUp(_ host: String, port: Int) throws(SSHError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let answer = unsafe getaddrinfo(host, String(port), &hints, &first)
        guard answer == 0 else {
            let reason = unsafe gai_strerror(answer).map { unsafe String(cString: $0) } ?? "error \(answer)"
            throw SSHError(.unresolved, during: .resolve, "The name \(host) has no address: \(reason).")
        }
        defer { unsafe freeaddrinfo(first) }
        var found: [SocketAddress] = []
        var next = unsafe first
        while let entry = unsafe next?.pointee {
            if let address = unsafe address(of: entry, host: host) { found.append(address) }
            unsafe next = entry.ai_next
        }
        guard !found.isEmpty else {
            throw SSHError(.unresolved, during: .resolve, "The name \(host) has no internet address.")
        }
        return found
    }

    @unsafe private static func address(of entry: addrinfo, host: String) -> SocketAddress? {
        guard let raw = unsafe entry.ai_addr else { return nil }
        switch unsafe entry.ai_family {
        case AF_INET:
            return unsafe raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                unsafe SocketAddress($0.pointee, host: host)
            }
        case AF_INET6:
            return unsafe raw.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                unsafe SocketAddress($0.pointee, host: host)
            }
        default: return nil
        }
    }
}

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
