import TrawlCollect
import TrawlDomain
import TrawlEngine
import TrawlServer
import TrawlStore

/// Visits the nodes of interrupted attempts, and shows what was found of each.
struct LeftoverVisit {
    let context: CommandContext
    let directory: String
    let output: OutputOptions

    /// Where another process works in the data directory nothing is visited: it does that itself.
    func run() async throws -> CommandStatus {
        guard context.hasJobs(directory) else { return try show([], unseen: [:]) }
        guard !context.isAttended(directory) else {
            context.console.complain("a trawl process works in \(directory), and visits the nodes by itself")
            let store = try SQLiteJobStore(reading: DataDirectory(directory))
            return try show(try await store.interruptedAttempts(includingSeen: true), unseen: [:])
        }
        let workshop = try await context.openWorkshop(
            WorkshopRequest(dataDirectory: directory, command: "doctor", secrets: CollectSecrets())
        )
        do {
            let status = try await visit(workshop)
            await workshop.close()
            return status
        } catch {
            await workshop.close()
            throw error
        }
    }

    private func visit(_ workshop: Workshop) async throws -> CommandStatus {
        guard let leftovers = workshop.leftovers else { return try show([], unseen: [:]) }
        let (visits, telling) = AsyncStream<(Place, String)>.makeStream()
        _ = try await leftovers.visitAll { attempt, visit in
            if case .unseen(let reason) = visit { telling.yield((Place(attempt), reason)) }
        }
        telling.finish()
        var unseen: [Place: String] = [:]
        for await (place, reason) in visits { unseen[place] = reason }
        return try show(try await leftovers.attempts(), unseen: unseen)
    }

    private func show(_ attempts: [InterruptedAttempt], unseen: [Place: String]) throws -> CommandStatus {
        let lines = attempts.map { Line($0, unseen: unseen[Place($0)]) }
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: ["leftovers": lines]))
        } else if lines.isEmpty {
            context.console.printLine("no attempt was interrupted")
        } else {
            var table = TextTable([("JOB", .left), ("NODE", .left), ("ATTEMPT", .right), ("FOUND", .left), ("", .left)])
            for line in lines {
                table.add([
                    .init(line.jobID), .init(line.node), .init("\(line.attempt)"), .init(line.finding ?? "not seen"),
                    .init(EscapeSanitizer.line(line.detail ?? "")),
                ])
            }
            let colour = output.coloursOutput(in: context)
            for line in table.lines() { context.console.printLine(line.drawn(colour: colour)) }
        }
        return lines.contains { $0.finding == nil || $0.finding == AttemptLook.Finding.left.rawValue }
            ? .other : .success
    }

    private struct Place: Hashable, Sendable {
        let job: JobID
        let node: NodeName
        let number: Int

        init(_ attempt: InterruptedAttempt) {
            job = attempt.job
            node = attempt.target.name
            number = attempt.number
        }
    }

    private struct Line: Encodable {
        let jobID: String
        let node: String
        let attempt: Int
        let interruptedAt: DocumentTime
        let finding: String?
        let detail: String?
        let lookedAt: DocumentTime?

        init(_ attempt: InterruptedAttempt, unseen: String?) {
            jobID = attempt.job.description
            node = attempt.target.name.description
            self.attempt = attempt.number
            interruptedAt = DocumentTime(attempt.interruptedAt)
            finding = attempt.look?.finding.rawValue
            detail = attempt.look?.detail ?? unseen
            lookedAt = attempt.look.map { DocumentTime($0.at) }
        }

        enum CodingKeys: String, CodingKey {
            case node, attempt, finding, detail
            case jobID = "job_id"
            case interruptedAt = "interrupted_at"
            case lookedAt = "looked_at"
        }
    }
}
