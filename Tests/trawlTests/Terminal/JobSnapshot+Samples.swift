import TrawlDomain
import TrawlEngine

/// Snapshots like the ones that the house's drawings of the terminal show.
extension JobSnapshot {
    /// Names of the form web07.
    static func names(_ numbers: ClosedRange<Int>) throws -> [NodeName] {
        try numbers.map { try NodeName("web\($0 < 10 ? "0" : "")\($0)") }
    }

    static func running() throws -> JobSnapshot {
        let busy = NodeProgress(
            stage: .collecting,
            stepsDone: 2,
            stepsTotal: 4,
            activity: "journalctl -u nginx",
            bytes: 12_000_000
        )
        var snapshot = JobSnapshot(
            id: JobID(milliseconds: 1_763_712_000_000, entropy: (7, 42)),
            name: "web logs",
            status: .running,
            counts: JobCounts(pending: 3, running: 5, succeeded: 30, failed: 2),
            bytes: 71_000_000,
            elapsed: .seconds(42)
        )
        snapshot.running = [
            RunningNode(name: try NodeName("web19"), progress: busy, elapsed: .seconds(40), silent: .seconds(31)),
            RunningNode(
                name: try NodeName("web07"),
                progress: NodeProgress(stage: .authenticating),
                elapsed: .seconds(5),
                silent: .seconds(4)
            ),
        ]
        snapshot.running += try names(21...23).map {
            RunningNode(name: $0, progress: NodeProgress(stage: .connecting), elapsed: .seconds(1), silent: .seconds(1))
        }
        snapshot.failures = [
            FailureGroup(
                code: .authRejected,
                stage: .authenticating,
                message: "The node refused key id_ed25519 for root.",
                nodes: try names(11...12)
            )
        ]
        return snapshot
    }

    static func settling() throws -> JobSnapshot {
        var snapshot = try running()
        snapshot.status = .partial
        snapshot.counts = JobCounts(succeeded: 11, failed: 2, cancelled: 27)
        snapshot.verdicts = [.terminated: 9, .killed: 2, .unverified: 1]
        snapshot.awaitedVerdicts = 15
        return snapshot
    }
}
