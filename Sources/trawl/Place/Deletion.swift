import TrawlDomain

/// Deletes jobs, once a person agrees.
struct Deletion {
    let jobs: [Job]
    let source: any JobSource
    let context: CommandContext

    /// Asks, unless it is agreed, and deletes; says of each job that could not be deleted why.
    ///
    /// - Throws: ``CommandFailure`` where nobody can be asked.
    func run(isAgreed: Bool) async throws -> CommandStatus {
        let bytes = jobs.reduce(0) { $0 + $1.bytes }
        guard
            try isAgreed
                || agrees(to: "Delete \(Figures.count(jobs.count, "job")) with \(Figures.bytes(bytes))? [y/N] ")
        else {
            context.console.complain("nothing was deleted")
            return .other
        }
        var isWhole = true
        for job in jobs {
            do {
                try await source.delete(job.id)
                context.console.printLine("deleted \(job.id)")
            } catch {
                guard let failure = FailureSentence.of(error) else { throw error }
                isWhole = false
                context.console.complain(failure.message)
            }
        }
        return isWhole ? .success : .other
    }

    private func agrees(to question: String) throws(CommandFailure) -> Bool {
        guard context.console.isInputTerminal, context.console.isErrorTerminal else {
            throw CommandFailure("nobody can be asked whether to delete: say --yes", status: .usage)
        }
        for job in jobs.prefix(Self.mostShown) {
            context.console.errors("  \(job.id)  \(job.status.rawValue)  \(EscapeSanitizer.line(job.name))\n")
        }
        if jobs.count > Self.mostShown { context.console.errors("  and \(jobs.count - Self.mostShown) more\n") }
        context.console.errors(question)
        let answer = context.console.readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    private static let mostShown = 20
}
