import TrawlCollect
import TrawlDomain
import TrawlFleet
import TrawlServer

/// What a job would do: its nodes and its steps, without running anything.
struct DryRun {
    private let profile: String
    private let nodes: [Node]
    private let steps: [PlanStep]

    /// What this process would do.
    ///
    /// - Throws: `DecodingError` where a connection cannot be read back; those of the resolver can.
    init(nodes: [NodeTarget], plan: Plan) throws {
        profile = plan.name
        self.nodes = try nodes.map {
            Node(InventoryDocument.Node($0, try ConnectionSettings(decoding: $0.connection), groups: []))
        }
        steps = plan.steps
    }

    /// What a server would do, by what it says of its nodes.
    init(nodes: [InventoryDocument.Node], profile: String, steps: [PlanStep]) {
        self.profile = profile
        self.nodes = nodes.map(Node.init)
        self.steps = steps
    }

    /// Shows it on standard output.
    func show(on console: Console, asJSON: Bool) throws {
        if asJSON {
            let document = Document(profile: profile, nodes: nodes, steps: steps.map(Step.init))
            return console.printLine(try DocumentCoding.text(of: document))
        }
        let names = nodes.compactMap { try? NodeName($0.node) }
        console.printLine("\(Figures.count(nodes.count, "node")): \(FoldedNames.of(names))")
        var table = TextTable([
            ("node", .left), ("address", .left), ("port", .right), ("user", .left), ("host keys", .left),
        ])
        for node in nodes {
            table.add([
                .init(node.node), .init(node.address), .init("\(node.port)"), .init(node.user), .init(node.hostKey),
            ])
        }
        for line in table.lines() { console.printLine(line.drawn(colour: false)) }
        console.printLine("\n\(Figures.count(steps.count, "step")) of \(profile):")
        for line in steps.flatMap(PlanText.lines) { console.printLine(line.drawn(colour: false)) }
    }

    private struct Node: Encodable {
        var node: String
        var address: String
        var port: Int
        var user: String
        var hostKey: String

        init(_ node: InventoryDocument.Node) {
            self.node = node.node
            address = node.address
            port = node.port
            user = node.user
            hostKey = node.hostKey.rawValue
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
