import Testing
import TrawlDomain

@Suite("The two transition tables")
struct TransitionTableTests {
    /// Written down by hand from the contract; everything that is not here is refused.
    private static let nodeMoves: [NodeStatus: [NodeTransition: NodeStatus]] = [
        .pending: [.claim: .running, .cancel: .cancelled, .skip: .cancelled],
        .running: [.succeed: .succeeded, .fail: .failed, .cancel: .cancelled, .requeue: .pending],
    ]

    private static let allSucceeded = JobCounts(succeeded: 3)
    private static let someSucceeded = JobCounts(succeeded: 1, failed: 2)
    private static let noneSucceeded = JobCounts(failed: 2, cancelled: 1)

    private static let jobMoves: [(JobStatus, JobTransition, JobStatus)] = [
        (.pending, .run, .running),
        (.pending, .cancel(JobCounts(cancelled: 3)), .cancelled),
        (.running, .cancel(JobCounts(cancelled: 3)), .cancelled),
        (.running, .cancel(JobCounts(failed: 1, cancelled: 2)), .cancelled),
        (.running, .cancel(JobCounts(succeeded: 1, cancelled: 2)), .partial),
        (.running, .finish(allSucceeded), .succeeded),
        (.running, .finish(someSucceeded), .partial),
        (.running, .finish(JobCounts(succeeded: 1, cancelled: 2)), .partial),
        (.running, .finish(noneSucceeded), .failed),
        (.running, .finish(JobCounts(cancelled: 3)), .failed),
    ]

    private static let jobEvents: [JobTransition] = [
        .run, .cancel(JobCounts(cancelled: 3)), .finish(allSucceeded), .finish(someSucceeded), .finish(noneSucceeded),
    ]

    @Test("Every state of a node answers every event as the contract says", arguments: NodeStatus.allCases)
    func node(_ status: NodeStatus) {
        for event in NodeTransition.allCases {
            if let expected = Self.nodeMoves[status]?[event] {
                #expect((try? status.after(event)) == expected, "\(status) on \(event)")
            } else {
                #expect(throws: IllegalTransition(state: status.rawValue, event: event.rawValue)) {
                    try status.after(event)
                }
            }
        }
    }

    @Test("Every move of a job goes where the contract says")
    func jobMovesAreThere() throws {
        for (status, event, expected) in Self.jobMoves {
            #expect(try status.after(event) == expected, "\(status) on \(event.name)")
        }
    }

    @Test("Every other pair of a job's state and event is refused", arguments: JobStatus.allCases)
    func otherJobMovesAreNot(_ status: JobStatus) {
        for event in Self.jobEvents where !Self.jobMoves.contains(where: { $0.0 == status && $0.1.name == event.name })
        {
            #expect(throws: IllegalTransition(state: status.rawValue, event: event.name)) { try status.after(event) }
        }
    }

    @Test("What is final never moves")
    func finalStatesStay() {
        for status in NodeStatus.allCases where status.isFinal {
            for event in NodeTransition.allCases { #expect(throws: IllegalTransition.self) { try status.after(event) } }
        }
        for status in JobStatus.allCases where status.isFinal {
            for event in Self.jobEvents { #expect(throws: IllegalTransition.self) { try status.after(event) } }
        }
    }

    @Test("Every state has a way to an end, and every state can be reached")
    func everyStateEnds() {
        let nodeSteps = Self.nodeMoves.mapValues { Set($0.values) }
        let jobSteps = Dictionary(grouping: Self.jobMoves, by: \.0).mapValues { Set($0.map(\.2)) }
        for status in NodeStatus.allCases {
            #expect(reachable(from: status, by: nodeSteps).contains { $0.isFinal }, "\(status)")
        }
        for status in JobStatus.allCases {
            #expect(reachable(from: status, by: jobSteps).contains { $0.isFinal }, "\(status)")
        }
        #expect(reachable(from: .pending, by: nodeSteps) == Set(NodeStatus.allCases))
        #expect(reachable(from: .pending, by: jobSteps) == Set(JobStatus.allCases))
    }

    private func reachable<Status: Hashable>(from start: Status, by steps: [Status: Set<Status>]) -> Set<Status> {
        var seen: Set<Status> = [start]
        var open = [start]
        while let status = open.popLast() {
            for next in steps[status, default: []] where seen.insert(next).inserted { open.append(next) }
        }
        return seen
    }
}
