import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("Every store: lists and their pages")
struct QueryConformanceTests {
    private func add(
        _ number: UInt64,
        name: String,
        owner: String,
        profile: String,
        node: String,
        to store: any JobStore
    )
        async throws
    {
        var new = try Fixture.newJob(nodes: 2)
        new.name = name
        new.profile = profile
        new.targets = "@\(node)"
        new.nodes.append(NodeTarget(name: try NodeName(node), address: "10.9.9.9", port: 22, connection: ""))
        var caller = Fixture.alice
        caller.id = owner
        _ = try await store.create(new, as: Fixture.id(number), by: caller, at: Fixture.moment(0))
    }

    @Test("Jobs are found by owner, profile, node and text", arguments: StoreKind.allCases)
    func jobs(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await add(1, name: "Web 100% logs", owner: "alice", profile: "linux", node: "db1", to: store)
            try await add(2, name: "nightly", owner: "bob", profile: "linux", node: "db2", to: store)
            try await add(3, name: "it's _all_", owner: "alice", profile: "cucm", node: "gw", to: store)
            func found(_ query: JobQuery) async throws -> [JobID] { try await store.jobs(query).map(\.id) }
            func found(_ text: String) async throws -> [JobID] {
                try await found(JobQuery(text: TextFilter(text)))
            }
            #expect(try await found(JobQuery(owner: "alice")) == [3, 1].map(Fixture.id))
            #expect(try await found(JobQuery(owner: "Alice")).isEmpty)
            #expect(try await found(JobQuery(profile: "linux")) == [2, 1].map(Fixture.id))
            #expect(try await found(JobQuery(node: "db1")) == [Fixture.id(1)])
            #expect(try await found(JobQuery(node: "db")).isEmpty)
            #expect(try await found("WEB") == [Fixture.id(1)])
            #expect(try await found("@db") == [2, 1].map(Fixture.id))
            #expect(try await found("%") == [Fixture.id(1)])
            #expect(try await found("_") == [Fixture.id(3)])
            #expect(try await found("'s") == [Fixture.id(3)])
            #expect(try await found(Fixture.id(2).description.lowercased()) == [Fixture.id(2)])
            #expect(try await found("") == [3, 2, 1].map(Fixture.id))
            #expect(
                try await found(JobQuery(owner: "alice", profile: "linux", text: TextFilter("logs"))) == [Fixture.id(1)]
            )
        }
    }

    @Test("A job of another project is not there", arguments: StoreKind.allCases)
    func foreign(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let new = try Fixture.newJob(nodes: 1, project: "other")
            _ = try await store.create(new, as: Fixture.id(1), by: Fixture.alice, at: Fixture.moment(0))
            #expect(try await store.job(Fixture.id(1), in: "other") != nil)
            #expect(try await store.job(Fixture.id(1), in: nil) != nil)
            #expect(try await store.job(Fixture.id(1), in: "default") == nil)
        }
    }

    /// Nodes in every state, with bytes, failures and times that differ.
    private func mixed(_ store: any JobStore) async throws -> JobID {
        let id = Fixture.id(1)
        try await store.run(id, nodes: 12)
        for (place, second) in [4.0, 2, 9, 3, 8, 1, 7].enumerated() {
            _ = try await store.claimNode(Fixture.name(place), of: id, at: Fixture.moment(second))
        }
        func end(_ place: Int, _ result: NodeResult, at second: Double) async throws {
            let move = try await store.finishNode(
                Fixture.name(place),
                of: id,
                attempt: 1,
                result: result,
                at: Fixture.moment(second)
            )
            _ = try #require(move.value)
        }
        try await end(0, .succeeded(Fixture.report(bytes: 500)), at: 20)
        try await end(1, .failed(Fixture.failure, Fixture.report(bytes: 20)), at: 5.25)
        try await end(2, .succeeded(Fixture.report(bytes: 500)), at: 9.001)
        let slow = NodeFailure(code: .stepTimeout, stage: .collecting, message: "Step 100% took LONGER.")
        try await end(3, .failed(slow, Fixture.report(bytes: 7)), at: 90)
        _ = try await store.cancelNode(Fixture.name(11), of: id, at: Fixture.moment(30))
        return id
    }

    @Test("Nodes are found by status, stage, code and text", arguments: StoreKind.allCases)
    func nodes(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let id = try await mixed(store)
            func found(_ query: NodeQuery) async throws -> [Int] {
                try await store.nodes(of: id, query).map(\.position)
            }
            #expect(try await found(NodeQuery(statuses: [.failed])) == [1, 3])
            #expect(try await found(NodeQuery(stages: [.connecting])) == [1, 4, 5, 6])
            #expect(try await found(NodeQuery(failureCodes: [.stepTimeout])) == [3])
            #expect(try await found(NodeQuery(failureCodes: [])).isEmpty)
            #expect(try await found(NodeQuery(text: TextFilter("longer"))) == [3])
            #expect(try await found(NodeQuery(text: TextFilter("WEB1"))) == [1, 10, 11])
            #expect(try await found(NodeQuery(text: TextFilter("10.0.0.7"))) == [7])
            #expect(try await found(NodeQuery(text: TextFilter("0%"))) == [3])
            #expect(try await found(NodeQuery(statuses: [.failed], text: TextFilter("listens"))) == [1])
        }
    }

    @Test("Every order is that of both stores, and its pages put together are the list", arguments: StoreKind.allCases)
    func orders(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let id = try await mixed(store)
            let expected: [NodeOrder.Key: [Int]] = [
                .position: Array(0..<12),
                .name: [0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9],
                .status: [11, 1, 3, 7, 8, 9, 10, 4, 5, 6, 0, 2],
                .duration: [7, 8, 9, 10, 11, 2, 1, 0, 3, 4, 6, 5],
                .bytes: [4, 5, 6, 7, 8, 9, 10, 11, 3, 1, 0, 2],
            ]
            for key in NodeOrder.Key.allCases {
                for isDescending in [false, true] {
                    let order = NodeOrder(key, isDescending: isDescending)
                    let ascending = try #require(expected[key])
                    let list = isDescending ? ascending.reversed() : ascending
                    #expect(try await pages(of: id, in: order, store) == list, "\(order.description)")
                }
            }
        }
    }

    private func pages(of id: JobID, in order: NodeOrder, _ store: any JobStore) async throws -> [Int] {
        var places: [Int] = []
        var cursor: NodeCursor?
        while places.count < 20 {
            let page = try await store.nodes(of: id, NodeQuery(order: order, cursor: cursor, limit: 3))
            guard let last = page.last else { break }
            places += page.map(\.position)
            // As a client carries it.
            cursor = try NodeCursor(last.cursor(in: order).text, in: order)
        }
        return places
    }

    @Test("Pages stay right while the job runs", arguments: StoreKind.allCases)
    func moving(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let id = try await mixed(store)
            let first = try await store.nodes(of: id, NodeQuery(limit: 6))
            try await store.succeed(4, of: id)
            _ = try await store.claim(7, of: id)
            let cursor = try #require(first.last).cursor(in: .position)
            let rest = try await store.nodes(of: id, NodeQuery(cursor: cursor))
            #expect((first + rest).map(\.position) == Array(0..<12))
        }
    }

    @Test("A cursor of another list is refused", arguments: StoreKind.allCases)
    func otherOrder(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let id = try await mixed(store)
            let query = NodeQuery(
                order: NodeOrder(.bytes),
                cursor: NodeCursor(order: .position, key: .number(1), position: 1)
            )
            let fault = await #expect(throws: StoreError.self) { try await store.nodes(of: id, query) }
            #expect(fault?.code == .conflict)
        }
    }

    @Test("Failures come in groups, the largest first", arguments: StoreKind.allCases)
    func failures(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let id = try await mixed(store)
            try await store.fail(5, of: id)
            let groups = try await store.failures(of: id)
            #expect(groups.map(\.code) == [.connectRefused, .stepTimeout])
            #expect(groups.map { $0.nodes.map(\.description) } == [["web1", "web5"], ["web3"]])
            #expect(try await store.failures(of: Fixture.id(9)).isEmpty)
        }
    }

    @Test(
        "Places are those of the nodes that a query asks for, and a query can ask for places",
        arguments: StoreKind.allCases
    )
    func positions(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let id = Fixture.id(1)
            _ = try await store.create(Fixture.newJob(nodes: 5), as: id, by: Fixture.alice, at: Fixture.moment(0))
            let order = NodeOrder(.name, isDescending: true)
            let all = try await store.nodes(of: id, NodeQuery(order: order))
            #expect(try await store.positions(of: id, NodeQuery(order: order)) == all.map(\.position))
            #expect(try await store.positions(of: id, NodeQuery(statuses: [.failed])).isEmpty)
            let some = try await store.nodes(of: id, NodeQuery(positions: [3, 1, 99]))
            #expect(some.map(\.position) == [1, 3])
            #expect(try await store.nodes(of: id, NodeQuery(positions: [])).isEmpty)
        }
    }

    @Test("The census counts what is stored", arguments: StoreKind.allCases)
    func census(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            #expect(try await store.census() == StoreCensus())
            for number in 1...3 {
                let new = try Fixture.newJob(nodes: 2)
                _ = try await store.create(
                    new,
                    as: Fixture.id(UInt64(number)),
                    by: Fixture.alice,
                    at: Fixture.moment(0)
                )
            }
            _ = try await store.startJob(Fixture.id(1), by: Fixture.alice, at: Fixture.moment(1))
            _ = try await store.cancelJob(Fixture.id(2), by: Fixture.alice, at: Fixture.moment(1))
            #expect(try await store.census(of: "nobody") == StoreCensus())
            let census = try await store.census()
            #expect(census.jobs == [.running: 1, .cancelled: 1, .pending: 1])
            #expect(census.nodes == JobCounts(pending: 4, cancelled: 2))
        }
    }
}
