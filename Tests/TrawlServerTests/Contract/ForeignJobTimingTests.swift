import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TrawlDomain
import TrawlServer
import TrawlStore
import TrawlTestKit

@Suite("How long it takes to learn nothing of a job of others", .serialized, .timeLimit(.minutes(10)))
struct ForeignJobTimingTests {
    /// The likelihood that two samples are of one distribution, by the Mann-Whitney U test (normal approximation).
    private static func likelihood(_ left: [Duration], _ right: [Duration]) -> Double {
        let all = (left.map { ($0, true) } + right.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var ranks = 0.0
        var place = 0
        while place < all.count {
            var end = place
            while end < all.count, all[end].0 == all[place].0 { end += 1 }
            // Equal ones share the mean of their ranks.
            let rank = Double(place + 1 + end) / 2
            ranks += rank * Double(all[place..<end].count { $0.1 })
            place = end
        }
        let (one, other) = (Double(left.count), Double(right.count))
        let u = ranks - one * (one + 1) / 2
        let deviation = (one * other * (one + other + 1) / 12).squareRoot()
        return erfc(abs(u - one * other / 2) / deviation / 2.0.squareRoot())
    }

    @Test("The test of likelihood tells what differs from what does not")
    func likelihood() {
        var random = SeededNumbers(seed: 1)
        let one = (0..<500).map { _ in Duration.microseconds(Int64.random(in: 100...200, using: &random)) }
        let same = (0..<500).map { _ in Duration.microseconds(Int64.random(in: 100...200, using: &random)) }
        #expect(Self.likelihood(one, same) > 0.01)
        #expect(Self.likelihood(one, same.map { $0 + .microseconds(15) }) < 0.0001)
    }

    @Test("Its time does not tell a foreign job from one that never was, and its bytes are the same")
    func timing() async throws {
        try await LiveServer.with { server in
            let job = try await server.submit(["true"], on: "host[1-50].invalid", start: false)
            var random = SystemRandomNumberGenerator()
            let secret = TokenSecret(using: &random)
            let token = try NewToken(name: "bob", role: .operator, projectID: "blue", expiresAt: nil)
                .token(of: secret, at: Date())
            try await SQLiteTokenStore(beside: DataDirectory(server.data)).addToken(token)
            let never = "01KAJ5X0000000000000000000"
            var times: [String: [Duration]] = [:]
            var order = SeededNumbers(seed: TortureSize.seed)
            let rounds = TortureSize.of(400, torture: 5000)
            for round in 0..<rounds + 50 {
                for id in [job, never].shuffled(using: &order) {
                    var request = HTTPClientRequest(url: "\(server.url)/jobs/\(id)")
                    request.headers.add(name: "Authorization", value: "Bearer \(secret.text)")
                    request.headers.add(name: "X-Correlation-Id", value: "same")
                    let start = ContinuousClock.now
                    let response = try await server.client.execute(request, timeout: .seconds(30))
                    let body = String(buffer: try await response.body.collect(upTo: 1 << 16))
                    let took = ContinuousClock.now - start
                    #expect(response.status.code == 404)
                    #expect(body.replacing(id, with: "ID") == Self.body)
                    // The first ones warm caches up.
                    if round >= 50 { times[id, default: []].append(took) }
                }
            }
            let likelihood = Self.likelihood(times[job] ?? [], times[never] ?? [])
            // On every day only what is plain to see fails: one run in a hundred looks unlike by chance.
            #expect(likelihood > (TortureSize.isTorture ? 0.01 : 0.0001), "p = \(likelihood)")
        }
    }

    private static let body =
        #"{"error":"JOB_NOT_FOUND","error_code":"RESOURCE_NOT_FOUND","message":"Job ID not found","request_id":"same"}"#
}
