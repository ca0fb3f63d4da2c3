import ArgumentParser
import TrawlDomain

/// How a job is named on the command line: its id, a beginning that no other job has, or `last`.
struct JobReference: ExpressibleByArgument, Equatable {
    let text: String

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        text = argument
    }

    /// The job that is meant.
    ///
    /// - Throws: ``CommandFailure`` where there is none, or more than one; what the source throws.
    func job(in source: any JobSource) async throws -> Job {
        if text == "last" {
            guard let newest = try await source.jobs(JobQuery(limit: 1)).items.first else {
                throw CommandFailure("there is no job yet")
            }
            return newest
        }
        if let id = JobID(text) {
            guard let job = try await source.job(id) else {
                throw CommandFailure("there is no job \(id); `trawl jobs` lists them")
            }
            return job
        }
        let matches = try await source.jobs(JobQuery(idPrefix: text.uppercased(), limit: 4)).items
        guard let first = matches.first else {
            throw CommandFailure("no job's id begins with \(text.debugDescription); `trawl jobs` lists them")
        }
        guard matches.count == 1 else {
            let some = matches.prefix(3).map(\.id.description).joined(separator: ", ")
            throw CommandFailure(
                "\(text.debugDescription) is the beginning of several jobs' ids: \(some)\(matches.count > 3 ? ", …" : "")"
            )
        }
        return first
    }
}
