import TrawlCollect
import TrawlDomain
import TrawlFleet
import TrawlServer

/// What a job would do: its nodes and its steps, without running anything.
struct DryRun {
    let nodes: [NodeTarget]
    let plan: Plan

    /// Shows it on standard output.
    ///
    /// - Throws: `DecodingError` where a connection cannot be read back; those of the resolver can.
    func show(on console: Console, asJSON: Bool) throws {
        let nodes = try nodes.map { Node($0, try ConnectionSettings(decoding: $0.connection)) }
        if asJSON {
            let steps = plan.steps.map(Step.init)
            console.printLine(try DocumentCoding.text(of: Document(profile: plan.name, nodes: nodes, steps: steps)))
            return
        }
        console.printLine("\(Figures.count(nodes.count, "node")): \(FoldedNames.of(self.nodes.map(\.name)))")
        var table = TextTable([
            ("node", .left), ("address", .left), ("port", .right), ("user", .left), ("host keys", .left),
        ])
        for node in nodes {
            table.add([
                .init(node.node), .init(node.address), .init("\(node.port)"), .init(node.user), .init(node.hostKey),
            ])
        }
        for line in table.lines() { console.printLine(line.drawn(colour: false)) }
        console.printLine("\n\(Figures.count(plan.steps.count, "step")) of \(plan.name):")
        for line in plan.steps.flatMap(PlanText.lines) { console.printLine(line.drawn(colour: false)) }
    }

    private struct Node: Encodable {
        var node: String
        var address: String
        var port: Int
        var user: String
        var hostKey: String

        init(_ target: NodeTarget, _ settings: ConnectionSettings) {
            node = target.name.description
            address = target.address
            port = target.port
            user = settings.user
            hostKey = settings.hostKeyChecking.rawValue
        }

        private enum CodingKeys: String, CodingKey {
            case node, address, port, user
            case hostKey = "host_key"
        }
    }

    private struct Step: Encodable {
        var name: String
        var run: String
        var artifact: String
        var optional: Bool

        init(_ step: PlanStep) {
            name = step.name
            run = step.run
            artifact = step.artifact
            optional = step.optional
        }
    }

    private struct Document: Encodable {
        var profile: String
        var nodes: [Node]
        var steps: [Step]
    }
}
