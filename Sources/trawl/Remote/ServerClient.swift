import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import TrawlServer

/// Asks one server, and tells its refusals and the network's failures apart.
struct ServerClient: Sendable {
    let address: ServerAddress
    private let http: HTTPClient

    /// Lends a client; its connections are closed when the closure returns.
    ///
    /// - Throws: what the closure throws; ``CommandFailure`` where the certificates cannot be read.
    static func with<Result: Sendable>(
        _ address: ServerAddress,
        _ body: (ServerClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(10), read: Self.longestSilence)
        // A server that is not there is to be known at once; whoever can wait asks again.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        if let path = address.authorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            do {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
            } catch {
                throw CommandFailure("the certificates in \(path) cannot be read: \(error)", status: .configuration)
            }
            configuration.tlsConfiguration = tls
        }
        return try await HTTPClient.withHTTPClient(configuration: configuration) { http in
            try await body(ServerClient(address: address, http: http))
        }
    }

    /// The document that answers a call.
    ///
    /// - Throws: ``ServerRefusal``; ``ServerUnreachable``; ``CommandFailure`` for an answer that cannot be read.
    func document<Document: Decodable>(_ kind: Document.Type, _ call: ServerCall) async throws -> Document {
        let response = try await send(call, deadline: .now() + Self.patience)
        let bytes = try await whole(response)
        do {
            return try DocumentCoding.document(kind, from: bytes.readableBytesView)
        } catch {
            throw CommandFailure("\(address) answered with something that this trawl cannot read: \(error)")
        }
    }

    /// Makes a call whose answer says nothing.
    ///
    /// - Throws: ``ServerRefusal``; ``ServerUnreachable``.
    func perform(_ call: ServerCall) async throws {
        _ = try await whole(try await send(call, deadline: .now() + Self.patience))
    }

    /// Hands out the body of an answer as it comes; answers HTTP's status.
    ///
    /// - Throws: ``ServerRefusal``; ``ServerUnreachable``, also where the answer breaks off; what the closure throws.
    func stream(_ call: ServerCall, _ take: (ByteBuffer) async throws -> Void) async throws -> Int {
        let response = try await send(call, deadline: .distantFuture)
        var pieces = response.body.makeAsyncIterator()
        while true {
            let piece: ByteBuffer?
            do { piece = try await pieces.next() } catch { throw failure(for: error) }
            guard let piece else { return Int(response.status.code) }
            try await take(piece)
        }
    }

    private func send(_ call: ServerCall, deadline: NIODeadline) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: call.url(at: address))
        request.method = call.method
        request.headers.add(name: "Authorization", value: "Bearer \(address.token)")
        request.headers.add(name: "User-Agent", value: "trawl")
        for (name, value) in call.fields { request.headers.add(name: name, value: value) }
        if let body = call.body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let prepared = request
        let response = try await translated { try await http.execute(prepared, deadline: deadline) }
        guard (200..<300).contains(response.status.code) else {
            let bytes = try await whole(response)
            let document = try? DocumentCoding.document(ErrorDocument.self, from: bytes.readableBytesView)
            throw ServerRefusal(
                status: Int(response.status.code),
                document: document,
                address: address,
                retryAfter: response.headers.first(name: "Retry-After")
                    .flatMap { RetryAfter.duration($0, now: Date()) }
            )
        }
        return response
    }

    private func whole(_ response: HTTPClientResponse) async throws -> ByteBuffer {
        try await translated { try await response.body.collect(upTo: Self.largestDocument) }
    }

    private func translated<Value>(_ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch { throw failure(for: error) }
    }

    private func failure(for error: any Error) -> any Error {
        Task.isCancelled || error is CancellationError
            ? CancellationError() : ServerUnreachable(address, because: error)
    }

    /// Event streams have a sign of life every fifteen seconds.
    private static let longestSilence = TimeAmount.seconds(60)
    private static let patience = TimeAmount.seconds(120)
    /// A page of 10,000 nodes takes a few megabytes.
    private static let largestDocument = 256 << 20
}
