import ArgumentParser
import StrictYAML
import TrawlDomain

/// A node of a job, as the command line names it.
struct NodeReference: ExpressibleByArgument {
    let text: String

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        text = argument
    }

    /// The node that is meant.
    ///
    /// - Throws: ``CommandFailure`` with the nearest name where the job has no such node; what the source throws.
    func node(of job: Job, in source: any JobSource) async throws -> NodeRecord {
        if let name = try? NodeName(text), let node = try await source.node(name, of: job.id) { return node }
        let names = try await source.nodes(of: job.id).map(\.name.description)
        let question = NearestName.question(for: text, among: names)
        throw CommandFailure("job \(job.id) has no node \(text.debugDescription)\(question)")
    }
}
