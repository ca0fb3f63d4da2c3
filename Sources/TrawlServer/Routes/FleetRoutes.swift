package import Hummingbird
import Logging
import StrictYAML
package import TrawlCollect
import TrawlDomain
import TrawlFleet

/// `/profiles` and `/inventory`: what can be collected, and from where.
package struct FleetRoutes: RouteSet {
    private let fleet: ServedFleet
    /// Where files are read.
    private let threads: ReadingThreads

    package init(fleet: ServedFleet, threads: ReadingThreads) {
        self.fleet = fleet
        self.threads = threads
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("profiles", use: profiles)
        routes.get("profiles/{name}", use: profile)
        routes.get("inventory", use: inventory)
    }

    @concurrent
    private func profiles(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        let document = try await threads.run { [fleet] in ProfileListDocument(fleet.profiles.entries()) }
        return EntityTag.answer(try DocumentCoding.text(of: document), to: request)
    }

    @concurrent
    private func profile(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        let name = PathReader.text("name", context.parameters) ?? ""
        // Looked up among what the folders have, so that no path can be asked for.
        let entries = try await threads.run { [fleet] in fleet.profiles.entries() }
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw APIFailure(.notFound, "PROFILE_NOT_FOUND", .resourceNotFound, "There is no profile \(name)")
        }
        switch entry.profile {
        case .success(let profile):
            return EntityTag.answer(try DocumentCoding.text(of: ProfileDocument(profile)), to: request)
        case .failure(let faults):
            context.logger.warning("profile unusable", metadata: ["profile": "\(name)", "faults": "\(faults)"])
            throw APIFailure(
                .conflict,
                "PROFILE_UNUSABLE",
                .conflict,
                "The profile \(name) has mistakes; the server's log names them"
            )
        }
    }

    @concurrent
    private func inventory(_ request: Request, _ context: MemberContext) async throws -> Response {
        let query = try QueryReader(request, knows: ["targets"])
        let targets = query["targets"]
        do {
            let found = try await threads.run { [fleet] () -> (nodes: [NodeTarget], known: Inventory?) in
                let known = try fleet.inventory()
                // Without an inventory every name is a host's, and "all" would be nobody's.
                if known == nil, targets == nil { return ([], nil) }
                return (try fleet.resolver().resolve([targets ?? "all"]), known)
            }
            return try answer(found.nodes, found.known, request)
        } catch let faults as FleetFaults {
            throw APIFailure.badParameter("targets", faults.description)
        } catch let faults as YAMLFaults {
            context.logger.error("inventory unusable", metadata: ["faults": "\(faults)"])
            throw APIFailure(
                .serviceUnavailable,
                "INVENTORY_UNUSABLE",
                .unavailable,
                "The server's inventory has mistakes; its log names them"
            )
        }
    }

    private func answer(_ nodes: [NodeTarget], _ inventory: Inventory?, _ request: Request) throws -> Response {
        let document = InventoryDocument(
            nodes: try nodes.map { target in
                InventoryDocument.Node(
                    target,
                    try ConnectionSettings(decoding: target.connection),
                    groups: inventory?.node(target.name.description)?.groups ?? []
                )
            }
        )
        return EntityTag.answer(try DocumentCoding.text(of: document), to: request)
    }
}
