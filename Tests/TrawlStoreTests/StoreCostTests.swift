import Foundation
import Testing
import TrawlDomain
import TrawlStore

private enum Build {
    static var isOptimised: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }
}

/// What the store costs; only an optimised build tells the truth, and only when nothing else runs beside it.
///
/// `swift test -c release --filter StoreCostTests`
@Suite("The store's cost", .enabled(if: Build.isOptimised))
struct StoreCostTests {
    /// User and system time of the process so far.
    private static func processTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    @Test("Claim and finish of a node take a tenth of a millisecond of CPU")
    func perNode() async throws {
        try await withDataDirectory { directory async throws in
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            let id = Fixture.id(1)
            let nodes = 4000
            try await store.run(id, nodes: nodes)
            let names = try (0..<nodes).map(Fixture.name)
            let before = Self.processTime()
            let commits = store.commits
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<100 {
                    group.addTask {
                        for position in stride(from: worker, to: nodes, by: 100) {
                            _ = try await store.claimNode(names[position], of: id, at: Fixture.moment(2))
                            _ = try await store.finish(position, of: id, .succeeded(Fixture.report()))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let perNode = (Self.processTime() - before) / nodes
            #expect(try await store.job(id)?.counts == JobCounts(succeeded: nodes))
            #expect(perNode < .microseconds(100), "\(perNode) a node, \(store.commits - commits) commits")
            try store.close()
        }
    }

    @Test("A cancel of a thousand running nodes is stored within 50 ms, whatever else is on its way to the disk")
    func cancel() async throws {
        try await withDataDirectory { directory async throws in
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            try await store.run(Fixture.id(1), nodes: 1000)
            try await store.run(Fixture.id(2), nodes: 2000)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for place in 0..<1000 { group.addTask { _ = try await store.claim(place, of: Fixture.id(1)) } }
                try await group.waitForAll()
            }
            let took = try await withThrowingTaskGroup(of: Void.self, returning: Duration.self) { group in
                for place in 0..<2000 { group.addTask { _ = try await store.claim(place, of: Fixture.id(2)) } }
                let begin = ContinuousClock.now
                _ = try #require(await store.cancel(Fixture.id(1)).accepted)
                let took = ContinuousClock.now - begin
                try await group.waitForAll()
                return took
            }
            #expect(took < .milliseconds(50), "\(took)")
            try store.close()
        }
    }
}
