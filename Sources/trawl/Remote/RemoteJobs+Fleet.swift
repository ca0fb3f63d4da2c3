import NIOHTTP1
import StrictYAML
import TrawlCollect
import TrawlServer

extension RemoteJobs {
    /// What a submission would run, by the server's own inventory and profiles; nothing is stored.
    ///
    /// - Throws: ``ServerRefusal`` for what the server does not know, or not let this caller see; `PlanFault` for a command
    ///   that cannot be run.
    func dryRun(of new: NewJobDocument) async throws -> DryRun {
        var call = ServerCall(.GET, "inventory")
        call.query = [("targets", new.targets.joined(separator: ","))]
        let nodes = try await client.document(InventoryDocument.self, call).nodes
        guard let name = new.profile else {
            let plan = try Plan(commands: new.commands ?? [])
            return DryRun(nodes: nodes, profile: plan.name, steps: plan.steps)
        }
        let profile = try await client.document(ProfileDocument.self, ServerCall(.GET, "profiles", name))
        return DryRun(
            nodes: nodes,
            profile: profile.name,
            steps: profile.steps.map { step in
                PlanStep(
                    name: step.name,
                    run: step.run,
                    artifact: step.artifact,
                    timeout: step.timeout.map { .seconds($0) },
                    maxBytes: step.maxBytes,
                    optional: step.optional
                )
            }
        )
    }
}
