import Foundation
import NIOConcurrencyHelpers
import TrawlDomain
import TrawlEngine

/// Shows a job that somebody else runs, until it has settled or the viewer looks away.
struct WatchSession: Sendable {
    /// Why it ended.
    enum End: Equatable, Sendable {
        case settled
        /// The viewer was interrupted; the job goes on.
        case left
    }

    let source: any JobSource
    let reporter: any ProgressReporter
    let picture: NIOLockedValueBox<JobPicture>
    var clock: any Clock<Duration> = ContinuousClock()
    var now: @Sendable () -> Date = { Date() }
    var stopProcess: @Sendable () -> Void = SignalTrap.stopProcess

    /// Watches a job.
    ///
    /// - Throws: what following it throws; the terminal is given back all the same.
    func watch(_ id: JobID, signals: AsyncStream<SessionSignal>) async throws -> End {
        let end: End
        do {
            end = try await withThrowingTaskGroup(of: End?.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    try await source.follow(id) { await take($0) }
                    return .settled
                }
                group.addTask { await obey(signals) }
                group.addTask { await show() }
                while let end = try await group.next() {
                    if let end { return end }
                }
                return .settled
            }
        } catch {
            await reporter.pause()
            throw error
        }
        switch end {
        case .settled: await reporter.finish(snapshot)
        case .left: await reporter.pause()
        }
        return end
    }

    private var snapshot: JobSnapshot { picture.withLockedValue { $0.snapshot(at: now()) } }

    private func take(_ news: JobNews) async {
        switch news {
        case .lost(let reason): await reporter.say(["Nothing is heard of the job (\(reason)); trying again."])
        case .back: await reporter.say(["The job is heard of again."])
        case .job, .node, .entry, .progress: break
        }
        picture.withLockedValue { $0.take(news, at: now()) }
    }

    private func show() async -> End? {
        guard let interval = reporter.interval else { return nil }
        while !Task.isCancelled {
            do { try await clock.sleep(for: interval) } catch { return nil }
            await reporter.show(snapshot)
        }
        return nil
    }

    private func obey(_ signals: AsyncStream<SessionSignal>) async -> End? {
        for await signal in signals {
            switch signal {
            case .interrupt: return .left
            case .tellRunning: await reporter.tellRunning(snapshot)
            case .stop:
                await reporter.pause()
                stopProcess()
            case .resume: await reporter.resume()
            }
        }
        return nil
    }
}
