import Foundation
import Testing
import TrawlDomain
import TrawlStore

/// Random moves against both stores and a small model of the world that knows nothing of either.
@Suite("Random moves")
struct RandomModelTests {
    @Test("Both stores and the model agree on every answer", arguments: [UInt64(1), 20_261_121])
    func agree(_ seed: UInt64) async throws {
        try await withStore(.memory) { memory in
            try await withStore(.sqlite) { sqlite in
                var random = SplitMix(seed: seed)
                var model = ModelStore()
                for step in 0..<1000 {
                    let operation = Operation.random(&random)
                    let moment = Fixture.moment(Double(step))
                    let expected = model.answer(operation)
                    let answers = try await [
                        memory.answer(operation, at: moment), sqlite.answer(operation, at: moment),
                    ]
                    try #require(
                        answers == [expected, expected],
                        "seed \(seed), step \(step): \(operation)"
                    )
                    if step % 100 == 99 { try await compare(memory, sqlite, model, "seed \(seed), step \(step)") }
                }
            }
        }
    }

    private func compare(
        _ memory: any JobStore,
        _ sqlite: any JobStore,
        _ model: ModelStore,
        _ place: String
    ) async throws {
        let jobs = try await memory.jobs(JobQuery(limit: 1000))
        #expect(try await sqlite.jobs(JobQuery(limit: 1000)) == jobs, "\(place)")
        #expect(jobs.count == model.jobs.count)
        for job in jobs {
            let nodes = try await memory.nodes(of: job.id, NodeQuery())
            let events = try await memory.events(of: job.id, after: 0, limit: 10_000)
            let audit = try await memory.audit(of: job.id)
            #expect(try await sqlite.nodes(of: job.id, NodeQuery()) == nodes, "\(place)")
            #expect(try await sqlite.events(of: job.id, after: 0, limit: 10_000) == events, "\(place)")
            #expect(try await sqlite.audit(of: job.id) == audit, "\(place)")
            let known = try #require(model.jobs[job.id])
            #expect(job.status == known.status, "\(place)")
            #expect(job.isCancelled == known.isCancelled, "\(place)")
            #expect(job.isSettled == known.isSettled, "\(place)")
            #expect(nodes.map(\.status) == known.nodes.map(\.status), "\(place)")
            #expect(nodes.map(\.attempt) == known.nodes.map(\.attempt), "\(place)")
            #expect(nodes.map(\.verdict?.outcome) == known.nodes.map(\.verdict), "\(place)")
            #expect(audit.map(\.newStatus) == known.history, "\(place)")
            #expect(events.filter { $0.kind == .node }.count == known.nodeMoves, "\(place)")
            try await memory.expectTrueCounts(of: job.id)
            try await sqlite.expectTrueCounts(of: job.id)
        }
    }
}

/// A generator that gives the same numbers for the same seed (Steele, Lea, Flood: SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
