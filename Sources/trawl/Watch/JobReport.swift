import TrawlDomain
import TrawlServer

/// Says what came of a job that somebody else runs or ran: one Job as JSON, or the summary.
struct JobReport {
    let source: any JobSource
    let context: CommandContext
    let output: OutputOptions

    /// Shows the job with what is known of its nodes.
    ///
    /// - Throws: what the source throws.
    func show(_ job: Job, isQuiet: Bool = false) async throws {
        if output.isJSON { return try tell(job) }
        guard !isQuiet else { return }
        let summary = Summary(
            job: job,
            nodes: try await source.nodes(of: job.id),
            path: source.folder(of: job.id)
        )
        for line in Summary.render(summary, colour: output.coloursOutput(in: context)) {
            context.console.printLine(line)
        }
    }

    /// Says in one line what was done to a job; as JSON, the job.
    func say(_ sentence: String, of job: Job) throws {
        if output.isJSON { try tell(job) } else { context.console.printLine(sentence) }
    }

    private func tell(_ job: Job) throws {
        context.console.printLine(try DocumentCoding.text(of: JobDocument(job)))
    }
}
