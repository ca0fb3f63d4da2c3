import Glibc
package import NIOCore

/// Turns a name into addresses, off the event loops, since getaddrinfo(3) blocks.
package struct HostResolver: Sendable {
    /// Asks the system; one desk for the whole process.
    package static let system = HostResolver { try Self.systemLookUp($0, port: $1) }

    private let desk: LookUpDesk
    private let hosts: LocalHosts

    /// Makes one that asks by `lookUp`, which may block, and is asked up to `mostAtOnce` times at once.
    ///
    /// The names of the file at `hostsPath` need not wait for a turn.
    package init(
        mostAtOnce: Int = 128,
        hostsPath: String = "/etc/hosts",
        lookUp: @escaping @Sendable (_ host: String, _ port: Int) throws -> [SocketAddress]
    ) {
        desk = LookUpDesk(mostAtOnce: mostAtOnce, ask: lookUp)
        hosts = LocalHosts(path: hostsPath)
    }

    /// The addresses of a host in the order of RFC 6724, which getaddrinfo(3) gives; a numeric one is not asked for.
    ///
    /// The limit counts from when the name is asked for, not from when it is put into the line for that: a zone whose
    /// servers are silent costs the names of other zones nothing. Who asks for a name that is being asked for shares the
    /// answer.
    ///
    /// On cancellation it throws at once; the look-up under way ends by itself on its thread.
    ///
    /// - Throws: ``SSHError`` with `unresolved`, or `timedOut` where there was no answer within the limit.
    package func addresses(
        of host: String,
        port: Int,
        within limit: Duration,
        on clock: any Clock<Duration>
    ) async throws -> [SocketAddress] {
        if let numeric = Self.numeric(host, port: port) { return [numeric] }
        let lookUp = desk.join(host, port: port)
        defer { desk.leave(lookUp) }
        if lookUp.turn.value == nil, let local = hosts.addresses(of: host, port: port) { return local }
        try await lookUp.turn.wait()
        return try await withDeadline(
            limit,
            on: clock,
            else: SSHError(.timedOut, during: .resolve, "No answer about the name \(host) within \(limit).")
        ) {
            try await lookUp.answer.wait().get()
        }
    }

    /// The address that a numeric host is by itself; nil for a name.
    static func numeric(_ host: String, port: Int) -> SocketAddress? {
        try? SocketAddress(ipAddress: host, port: port)
    }

    private static func systemLookUp(_ host: String, port: Int) throws(SSHError) -> [SocketAddress] {
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
