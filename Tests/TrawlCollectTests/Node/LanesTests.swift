import NIOCore
import NIOPosix
import SSHClient
import Testing

@testable import TrawlCollect

@Suite("Which event loop an attempt is made on")
struct LanesTests {
    @Test("The first lane is filled as long as it has time and room, then the next")
    func choice() {
        let full = Lanes.comfortable
        #expect(Lanes.choice(among: [(0, false), (0, false)]) == 0)
        #expect(Lanes.choice(among: [(full - 1, false), (0, false)]) == 0)
        #expect(Lanes.choice(among: [(full, false), (0, false)]) == 1)
        #expect(Lanes.choice(among: [(1, true), (0, false)]) == 1)
        #expect(Lanes.choice(among: [(1, true), (full + 1, false), (full, false)]) == 2)
        #expect(Lanes.choice(among: [(9, true), (5, true)]) == 1)
    }

    @Test("A lane that was taken is counted until it is given back")
    func counting() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let lanes = Lanes(group: group, clock: ContinuousClock())
        var leaves: [@Sendable () -> Void] = []
        var loops: Set<ObjectIdentifier> = []
        for _ in 0...Lanes.comfortable {
            let (lane, leave) = lanes.take()
            loops.insert(ObjectIdentifier(lane.executor))
            leaves.append(leave)
        }
        #expect(loops.count == 2)
        for leave in leaves { leave() }
        let first = lanes.take()
        #expect(first.lane.executor === lanes.take().lane.executor)
        #expect(lanes.current == nil)
        let inside = try await first.lane.executor.loop.submit { lanes.current?.executor === first.lane.executor }.get()
        #expect(inside)
        try await group.shutdownGracefully()
    }
}
