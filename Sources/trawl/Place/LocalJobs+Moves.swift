import Foundation
import TrawlDomain
import TrawlStore

extension LocalJobs {
    /// Stores a job for a later `run`, or for a server; the same request under a key only once.
    func submit(_ new: NewJob, key: SubmissionKey?) async throws -> Job {
        let store = try context.openStore(directory, "submit")
        var ids = JobIDGenerator()
        var random = SystemRandomNumberGenerator()
        let now = Date()
        let id = ids.next(at: now, using: &random)
        guard let key else { return try await store.create(new, as: id, by: caller, at: now) }
        return try job(try await store.create(new, as: id, key: key, by: caller, at: now))
    }

    /// The job that the same request under a key made before; nil where the key is free.
    func submission(under key: SubmissionKey) async throws -> Job? {
        guard context.hasJobs(directory) else { return nil }
        return try await archive().submission(under: key, in: "default", by: caller, at: Date()).map(job)
    }

    private func job(_ answer: CreateAnswer) throws(CommandFailure) -> Job {
        switch answer {
        case .created(let job), .repeated(let job): return job
        case .keyTaken(let id): throw CommandFailure("this key came before with another request, which made job \(id)")
        case .deleted(let id):
            throw CommandFailure("this request came before and made job \(id), which was deleted; use another key")
        }
    }

    /// Cancels a job that no process runs, or has the process that runs it do so.
    ///
    /// A process that runs one job takes SIGINT as its first Ctrl-C; there is no other way into it.
    func cancel(_ id: JobID) async throws -> Job {
        guard let job = try await job(id) else { throw missing(id) }
        guard !job.status.isFinal else {
            throw CommandFailure("job \(id) is \(job.status.rawValue) already, so it cannot be cancelled")
        }
        guard isAttended else { return try await cancelUnattended(id) }
        guard let runner = context.runner(directory), job.status == .running, runner.mayRun(job) else {
            throw CommandFailure(
                "a process works in \(directory) that cannot be told to cancel job \(id): cancel it there, or wait for it"
            )
        }
        kill(runner.processID, SIGINT)
        return try await cancelled(id, by: runner)
    }

    func cancelNode(_ name: NodeName, of id: JobID) async throws -> NodeRecord {
        guard !isAttended else {
            throw CommandFailure(
                "one node is cancelled by a server; the process that works in \(directory) cancels the whole job alone"
            )
        }
        let store = try context.openStore(directory, "cancel")
        switch try await store.cancelNode(name, of: id, at: Date()) {
        case .accepted(let node, wasRunning: _): return node
        case .refused(let node):
            throw CommandFailure("node \(name) is \(node.status.rawValue) already, so it cannot be cancelled")
        case .notFound: throw missing(id)
        }
    }

    func delete(_ id: JobID) async throws {
        let store = try context.openStore(directory, "rm")
        switch try await store.deleteJob(id, at: Date()) {
        case .deleted: break
        case .refused(let job):
            throw CommandFailure(
                job.status.isFinal
                    ? "job \(id) is not settled yet: something of it may still run"
                    : "job \(id) is \(job.status.rawValue): only a job that is over is deleted"
            )
        case .notFound: throw missing(id)
        }
        // With what earlier deletions could not remove.
        for left in try await store.deletedJobs() {
            try context.removeFiles(directory, left)
            try await store.forgetDeleted(left)
        }
    }

    private func cancelUnattended(_ id: JobID) async throws -> Job {
        let store = try context.openStore(directory, "cancel")
        switch try await store.cancelJob(id, by: caller, at: Date()) {
        case .accepted(let job, running: _):
            // Whatever ran of it belonged to a process that is gone: nobody else will say what became of it.
            _ = try await store.recover(.endOrphans, at: Date(), by: caller)
            return try await store.job(id) ?? job
        case .refused(let job):
            throw CommandFailure(
                "every node of job \(id) is final: it is \(job.status.rawValue), and nothing is left to cancel"
            )
        case .notFound: throw missing(id)
        }
    }

    /// Waits until the process that was told has stored the cancel.
    private func cancelled(_ id: JobID, by runner: JobRunner) async throws -> Job {
        for _ in 0..<100 {
            if let job = try await job(id), job.status.isFinal { return job }
            try await context.clock.sleep(for: .milliseconds(100))
        }
        throw CommandFailure("process \(runner.processID) was told to cancel job \(id), and has not done so in 10 s")
    }

    func missing(_ id: JobID) -> CommandFailure { CommandFailure("there is no job \(id); `trawl jobs` lists them") }
}
