package import Foundation
package import Logging
import TrawlDomain
package import TrawlEngine

/// Forgets jobs that have been settled for long enough, and sees to it that the files of deleted ones go.
package struct Retention: Sendable {
    private let service: JobService
    private let kept: Duration?
    private let log: Logger
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - service: Deletes the jobs.
    ///   - kept: How long a settled job is kept; nil is for ever.
    ///   - log: Is told of every job that goes.
    ///   - clock: Measures the rests.
    ///   - now: The time of day.
    package init(
        service: JobService,
        kept: Duration?,
        log: Logger,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.service = service
        self.kept = kept
        self.log = log
        self.clock = clock
        self.now = now
    }

    /// Looks once a minute, until the task is cancelled.
    package func keep() async {
        while !Task.isCancelled {
            await sweep()
            try? await clock.sleep(for: .seconds(60))
        }
    }

    /// Looks once: removes what earlier deletions left, and deletes what is due.
    package func sweep() async {
        do throws(ServiceError) {
            try await service.finishDeletions()
        } catch {
            log.error("files of deleted jobs are left", metadata: ["error": "\(error)"])
        }
        if let kept { await prune(kept) }
    }

    private func prune(_ kept: Duration) async {
        let keeper = Principal(name: "trawl", role: .admin, projectID: "default")
        let cutoff = now().addingTimeInterval(-(kept / .seconds(1)))
        // What was submitted later cannot have been settled long enough.
        let newest = JobID(
            milliseconds: UInt64(max(0, cutoff.timeIntervalSince1970 * 1000)),
            entropy: (.max, .max)
        )
        var query = JobQuery(
            statuses: Set(JobStatus.allCases.filter(\.isFinal)),
            cursor: JobCursor(behind: newest),
            limit: 200
        )
        do throws(ServiceError) {
            while !Task.isCancelled {
                let page = try await service.jobs(query, for: keeper)
                for job in page.items where job.settledAt.map({ $0 <= cutoff }) == true {
                    try await service.delete(job.id, by: keeper)
                    log.notice("job deleted after its time", metadata: ["job": "\(job.id)"])
                }
                guard page.next != nil, let last = page.items.last else { return }
                query.cursor = JobCursor(behind: last.id)
            }
        } catch {
            log.error("old jobs could not be deleted", metadata: ["error": "\(error)"])
        }
    }
}
