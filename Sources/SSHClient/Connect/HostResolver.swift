import Glibc
import NIOConcurrencyHelpers
package import NIOCore
import NIOPosix

/// Turns a name into addresses, off the event loops, since getaddrinfo(3) blocks.
package struct HostResolver: Sendable {
    /// Threads of its own: a name server that is silent keeps each of them for half a minute.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 16)
        pool.start()
        return pool
    }()

    private let lookUp: @Sendable (_ host: String, _ port: Int) throws -> [SocketAddress]

    /// Makes one that asks by `lookUp`, which may block; getaddrinfo(3) where none is given.
    package init(lookUp: (@Sendable (_ host: String, _ port: Int) throws -> [SocketAddress])? = nil) {
        self.lookUp = lookUp ?? { try Self.systemLookUp($0, port: $1) }
    }

    /// The addresses of a host in the order of RFC 6724, which getaddrinfo(3) gives; a numeric one is not asked for.
    ///
    /// On cancellation it throws at once; the look-up under way ends by itself on its thread.
    ///
    /// - Throws: ``SSHError`` with `unresolved`.
    package func addresses(of host: String, port: Int) async throws -> [SocketAddress] {
        if let numeric = Self.numeric(host, port: port) { return [numeric] }
        let answer = Answer()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.expect(continuation)
                Self.threads.submit { [lookUp] state in
                    switch state {
                    // Not asked for somebody who has gone already.
                    case .active where answer.isWanted: answer.give(Result { try lookUp(host, port) })
                    case .active, .cancelled: answer.give(.failure(CancellationError()))
                    }
                }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
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

/// An answer that is waited for until it comes or nobody wants it any more, whichever is first; the other is dropped.
private final class Answer: Sendable {
    private enum State {
        case asked(CheckedContinuation<[SocketAddress], any Error>?)
        case given(Result<[SocketAddress], any Error>)
        case over
    }

    private let state = NIOLockedValueBox(State.asked(nil))

    var isWanted: Bool {
        state.withLockedValue { state in
            switch state {
            case .asked: true
            case .given, .over: false
            }
        }
    }

    func expect(_ continuation: CheckedContinuation<[SocketAddress], any Error>) {
        let given = state.withLockedValue { state -> Result<[SocketAddress], any Error>? in
            switch state {
            case .asked:
                state = .asked(continuation)
                return nil
            case .given(let result):
                state = .over
                return result
            case .over: return nil
            }
        }
        if let given { continuation.resume(with: given) }
    }

    func give(_ result: Result<[SocketAddress], any Error>) {
        let waiting = state.withLockedValue { state -> CheckedContinuation<[SocketAddress], any Error>? in
            switch state {
            case .asked(nil):
                state = .given(result)
                return nil
            case .asked(let continuation):
                state = .over
                return continuation
            case .given, .over: return nil
            }
        }
        waiting?.resume(with: result)
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
