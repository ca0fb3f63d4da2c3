import HTTPTypes
package import Logging
import StrictYAML
import TrawlCollect
package import TrawlDomain
import TrawlFleet

/// Makes a job of what a caller asks for: targets become nodes, a profile or commands a plan.
package struct JobIntake: Sendable {
    /// Says what is wrong with what nodes would be signed in with.
    typealias Check = @Sendable (_ targets: [NodeTarget], _ plan: String) async throws(CollectFault) -> Void

    private let fleet: ServedFleet
    /// Where files are read.
    private let threads: ReadingThreads
    private let check: Check
    private let nodesPerJob: Int
    private let concurrency: Int
    private let concurrencyLimit: Int

    init(
        fleet: ServedFleet,
        threads: ReadingThreads,
        check: @escaping Check,
        nodesPerJob: Int,
        concurrency: Int,
        concurrencyLimit: Int
    ) {
        self.fleet = fleet
        self.threads = threads
        self.check = check
        self.nodesPerJob = nodesPerJob
        self.concurrency = concurrency
        self.concurrencyLimit = concurrencyLimit
    }

    /// The job that a document means, for a project; nothing is stored.
    ///
    /// - Throws: ``APIFailure`` with the field at fault.
    package func job(
        _ document: NewJobDocument,
        projectID: String,
        log: Logger
    ) async throws(APIFailure) -> NewJob {
        if let asked = document.options.concurrency, asked > concurrencyLimit {
            let message = "A job may have at most \(concurrencyLimit) nodes worked on at once here"
            throw .badField("options.concurrency", message)
        }
        let (plan, nodes) = try await read(document, log)
        guard nodes.count <= nodesPerJob else {
            throw .badField("targets", "The targets are \(nodes.count) nodes; a job has at most \(nodesPerJob)")
        }
        let text: String
        do {
            text = try plan.json()
        } catch {
            throw .badField("commands", error.message)
        }
        do {
            try await check(nodes, text)
        } catch {
            throw .badField("targets", error.description)
        }
        return NewJob(
            name: document.name ?? title(of: document, plan),
            projectID: projectID,
            profile: plan.name,
            targets: document.targets.joined(separator: ","),
            options: document.options.jobOptions(standardConcurrency: concurrency, nodes: nodes.count),
            plan: text,
            nodes: nodes,
            custody: .service,
            startsAtOnce: document.start
        )
    }

    /// What the document means by the server's files, whose reading may block.
    private func read(_ document: NewJobDocument, _ log: Logger) async throws(APIFailure) -> (Plan, [NodeTarget]) {
        let read: Result<(Plan, [NodeTarget]), APIFailure>
        do {
            read = try await threads.run {
                Result { () throws(APIFailure) in (try plan(of: document, log), try nodes(of: document, log)) }
            }
        } catch {
            throw .shuttingDown
        }
        return try read.get()
    }

    private func plan(of document: NewJobDocument, _ log: Logger) throws(APIFailure) -> Plan {
        guard let name = document.profile else {
            do {
                return try Plan(commands: document.commands ?? [])
            } catch {
                throw .badField("commands", error.message)
            }
        }
        let profile = try profile(name, log)
        do {
            return try profile.plan(setting: document.parameters ?? [:])
        } catch {
            throw .badField("parameters", error.message)
        }
    }

    private func profile(_ name: String, _ log: Logger) throws(APIFailure) -> Profile {
        do {
            return try fleet.profiles.profile(name)
        } catch {
            switch error {
            case .unknown(let name, let known, _):
                let hint = NearestName.question(for: name, among: known)
                throw .badField("profile", "There is no profile \(name.debugDescription)\(hint)")
            case .invalid(let faults):
                log.warning("profile unusable", metadata: ["profile": "\(name)", "faults": "\(faults)"])
                let message = "The profile \(name.debugDescription) has mistakes; the server's log names them"
                throw .badField("profile", message)
            }
        }
    }

    private func nodes(of document: NewJobDocument, _ log: Logger) throws(APIFailure) -> [NodeTarget] {
        let resolver: TargetResolver
        do {
            resolver = try fleet.resolver()
        } catch {
            log.error("inventory unusable", metadata: ["faults": "\(error)"])
            throw APIFailure(
                .serviceUnavailable,
                "INVENTORY_UNUSABLE",
                .unavailable,
                "The server's inventory has mistakes; its log names them"
            )
        }
        do {
            return try resolver.resolve(document.targets)
        } catch {
            throw .badField("targets", error.description)
        }
    }

    private func title(of document: NewJobDocument, _ plan: Plan) -> String {
        guard let first = document.commands?.first else { return plan.name }
        let line = LogText.line(first)
        return line.count > 40 ? line.prefix(39) + "…" : line
    }
}
