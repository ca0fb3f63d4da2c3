import Foundation
import Testing
import TrawlDomain
import TrawlStore

@testable import TrawlEngine

@Suite("Pages of lists whose order moves")
struct NodeListingTests {
    private let store = MemoryJobStore()
    private let reader = Principal(name: "vera", role: .viewer, projectID: "default")
    private let caller = Caller(kind: .operator, id: "alice", projectID: "default", correlationID: "req-1")
    private let id = JobID(milliseconds: 1_800_000_000_000, entropy: (1, 2))

    private func service(nodes count: Int) async throws -> JobService {
        let new = try EngineFixture.newJob(nodes: count, JobOptions(concurrency: count))
        _ = try await store.create(new, as: id, by: caller, at: EngineFixture.moment)
        _ = await store.startJob(id, by: caller, at: EngineFixture.moment)
        let manager = JobManager(store: store, collector: FakeCollector())
        return JobService(manager: manager, store: store, removeFiles: { _ in }, foldNames: { _ in "" })
    }

    private func move(_ number: Int, bytes: Int64?) async throws {
        let name = try EngineFixture.name(number)
        guard let bytes else {
            _ = await store.claimNode(name, of: id, at: EngineFixture.moment)
            return
        }
        var report = NodeReport(outcome: .succeeded)
        report.bytes = bytes
        _ = await store.finishNode(name, of: id, attempt: 1, result: .succeeded(report), at: EngineFixture.moment)
    }

    @Test(
        "Each node is met exactly once, however it moves between two pages",
        arguments: NodeOrder.Key.allCases,
        [false, true]
    )
    func moves(_ key: NodeOrder.Key, _ isDescending: Bool) async throws {
        let service = try await service(nodes: 20)
        for number in 1...20 { try await move(number, bytes: nil) }
        var query = NodeQuery(order: NodeOrder(key, isDescending: isDescending), limit: 3)
        var met: [NodeName] = []
        var finished = 0
        while true {
            let page = try await service.nodes(of: id, query, for: reader)
            #expect(page.items.count == 3 || page.next == nil)
            met += page.items.map(\.name)
            // What was met moves to the other end of the order, and so does what was not.
            for number in [finished + 1, 20 - finished] where finished < 10 {
                try await move(number, bytes: Int64(finished.isMultiple(of: 2) ? 1_000_000 - finished : finished))
            }
            finished += 1
            guard let next = page.next else { break }
            query.cursor = try NodeCursor(next, in: query.order)
        }
        #expect(met.count == 20)
        #expect(Set(met).count == 20)
    }

    @Test("Later pages show nodes as they are by then, also those that a filter would not take any more")
    func current() async throws {
        let service = try await service(nodes: 4)
        for number in 1...4 { try await move(number, bytes: nil) }
        var query = NodeQuery(statuses: [.running], order: NodeOrder(.bytes), limit: 2)
        let first = try await service.nodes(of: id, query, for: reader)
        try await move(4, bytes: 7)
        query.cursor = try NodeCursor(try #require(first.next), in: query.order)
        let second = try await service.nodes(of: id, query, for: reader)
        #expect(second.items.map(\.status) == [.running, .succeeded])
        #expect(second.items.last?.bytes == 7)
        #expect(second.next == nil)
    }

    @Test("A list that is forgotten is said to be, and not gone on with by guess")
    func forgotten() async throws {
        let service = try await service(nodes: 6)
        var query = NodeQuery(order: NodeOrder(.status), limit: 2)
        let first = try await service.nodes(of: id, query, for: reader)
        var cursor = try NodeCursor(try #require(first.next), in: query.order)
        cursor.listing = NodeCursor.Listing(id: 4711, offset: 2)
        query.cursor = try NodeCursor(cursor.text, in: query.order)
        let asked = query
        await #expect(throws: ServiceError.listForgotten) {
            _ = try await service.nodes(of: id, asked, for: reader)
        }
    }

    @Test("Few lists are kept, and those that were asked for last")
    func bounds() {
        let listings = NodeListings(mostPlaces: 100, mostListings: 3)
        let order = NodeOrder(.bytes)
        let ids = (0..<5).map { _ in listings.keep(Array(0..<10), of: id, in: order) }
        func isKept(_ listing: UInt64) -> Bool {
            let place = NodeCursor.Listing(id: listing, offset: 0)
            return listings.places(behind: place, limit: 1, of: id, in: order) != nil
        }
        #expect(ids.map(isKept) == [false, false, true, true, true])
        #expect(isKept(ids[2]))
        let large = listings.keep(Array(0..<95), of: id, in: order)
        #expect(ids.map(isKept) == [false, false, false, false, false])
        #expect(isKept(large))
        // Another job's, or another order's, is none.
        let place = NodeCursor.Listing(id: large, offset: 0)
        #expect(listings.places(behind: place, limit: 1, of: id, in: NodeOrder(.status)) == nil)
    }
}
