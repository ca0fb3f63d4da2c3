import Foundation
import Testing
import TrawlDomain
import TrawlEngine

@testable import trawl

@Suite("The summary")
struct SummaryTests {
    private func job(_ status: JobStatus, _ counts: JobCounts, cancelled: Bool = false) -> Job {
        let start = Date(timeIntervalSince1970: 1_763_712_000)
        return Job(
            id: JobID(milliseconds: 1_763_712_000_000, entropy: (7, 42)),
            name: "web logs",
            status: status,
            isCancelled: cancelled,
            projectID: "default",
            owner: "alice",
            profile: "linux",
            targets: "web[01-40]",
            createdAt: start,
            startedAt: start,
            finishedAt: start + 58,
            settledAt: start + 58,
            counts: counts,
            bytes: 94_000_000,
            options: JobOptions(),
            plan: "{}"
        )
    }

    private func nodes(_ count: Int, change: (Int, inout NodeRecord) -> Void) throws -> [NodeRecord] {
        try JobSnapshot.names(1...count).enumerated().map { place, name in
            let target = NodeTarget(name: name, address: name.description, port: 22, connection: "{}")
            var record = NodeRecord(target: target, position: place)
            record.attempt = 1
            record.status = .succeeded
            record.artifacts = 1
            change(place, &record)
            return record
        }
    }

    @Test func partial() throws {
        let nodes = try nodes(40) { place, record in
            guard (10...11).contains(place) else { return }
            record.status = .failed
            record.artifacts = 0
            record.failure = NodeFailure(
                code: .authRejected,
                stage: .authenticating,
                message: "The node refused key id_ed25519 for root."
            )
        }
        let summary = Summary(
            job: job(.partial, JobCounts(succeeded: 38, failed: 2)),
            nodes: nodes,
            path: "/data/jobs/J"
        )
        let id = summary.job.id
        #expect(
            Summary.render(summary, colour: false) == [
                "PARTIAL  \(id)  38 of 40 nodes in 58 s, 94 MB in /data/jobs/J",
                "  2  AUTH_REJECTED at authenticating   web[11-12]   The node refused key id_ed25519 for root.",
                "next: trawl show \(id)     trawl transcript \(id) web11     trawl artifacts \(id)",
            ]
        )
        #expect(Summary.render(summary, colour: true)[0].hasPrefix("\u{1B}[33mPARTIAL\u{1B}[0m  "))
    }

    @Test("After a cancel it says what was ended, how, and what nobody knows")
    func cancelled() throws {
        let nodes = try nodes(6) { place, record in
            guard place > 0 else { return }
            record.status = .cancelled
            record.artifacts = 0
            record.failure = NodeFailure(code: .cancelled, stage: .collecting, message: "Cancelled.")
            switch place {
            case 1, 2: record.verdict = CancelVerdict(outcome: .terminated, duration: .milliseconds(place * 100))
            case 3: record.verdict = CancelVerdict(outcome: .killed, duration: .seconds(5))
            case 4: record.verdict = CancelVerdict(outcome: .neverStarted, duration: .zero)
            default:
                record.verdict = CancelVerdict(
                    outcome: .unverified,
                    duration: .seconds(2),
                    detail: "The connection was gone."
                )
            }
        }
        let summary = Summary(
            job: job(.partial, JobCounts(succeeded: 1, cancelled: 5), cancelled: true),
            nodes: nodes,
            path: "/data/jobs/J"
        )
        #expect(
            Summary.render(summary, colour: false).dropFirst().dropLast() == [
                "cancelled:",
                "  2 terminated   web[02-03]   ended by TERM, seen gone, the last after 200 ms",
                "  1 killed   web04   ended by KILL, seen gone, after 5.0 s",
                "  1 never started   web05   nothing had been started there",
                "  1 unverified   web06   nobody could look; what ran there ends by its tether when the lease runs out, after 2.0 s",
                "      web06: The connection was gone.",
            ]
        )
    }

    @Test("What was not started because too many failed is told with its reason")
    func skipped() throws {
        let nodes = try nodes(3) { place, record in
            record.attempt = 0
            record.status = .cancelled
            record.artifacts = 0
            record.failure = NodeFailure(code: .maxFailures, stage: .queued, message: "Too many nodes had failed.")
        }
        let summary = Summary(job: job(.failed, JobCounts(cancelled: 3)), nodes: nodes, path: "/data/jobs/J")
        #expect(
            Summary.render(summary, colour: false)[1]
                == "  3  MAX_FAILURES at queued   web[01-03]   Too many nodes had failed."
        )
    }
}
