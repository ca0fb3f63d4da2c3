import ArgumentParser
import TrawlDomain
import TrawlFleet
import TrawlServer

/// The command `trawl inventory list`.
struct InventoryList: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List nodes with address, port, user and groups; all of them where no targets are given.",
        discussion: """
              trawl inventory list --inventory fleet.yaml
              trawl inventory list '@web!web03' --inventory fleet.yaml
            """
    )

    @OptionGroup var targets: TargetOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let reader = FleetReader(context: context)
        let wanted = targets.targets.isEmpty && targets.hostsFile == nil ? ["all"] : targets.targets
        let fleet = try reader.fleet(targets, connection)
        for note in fleet.inventoryNotes { context.console.complain("note: \(note)") }
        let nodes = try fleet.resolver.resolve(wanted) { context.console.complain($0.message) }
        let entries = try nodes.map { target in
            let settings = try ConnectionSettings(decoding: target.connection)
            return Entry(target, settings, groups: fleet.groups(of: target.name))
        }
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: ["nodes": entries]))
            return .success
        }
        var table = TextTable([
            ("node", .left), ("address", .left), ("port", .right), ("user", .left), ("host keys", .left),
            ("via", .left), ("groups", .left),
        ])
        for entry in entries {
            table.add([
                .init(entry.node), .init(entry.address), .init("\(entry.port)"), .init(entry.user),
                .init(entry.hostKey),
                .init(entry.jump.joined(separator: " ")), .init(entry.groups.joined(separator: " ")),
            ])
        }
        let colour = output.coloursOutput(in: context)
        for line in table.lines() { context.console.printLine(line.drawn(colour: colour)) }
        return .success
    }

    /// A node as it would be reached.
    private struct Entry: Encodable {
        var node: String
        var address: String
        var port: Int
        var user: String
        var hostKey: String
        /// Hosts on the way, the nearest first, as `user@host:port`.
        var jump: [String]
        var groups: [String]

        init(_ target: NodeTarget, _ settings: ConnectionSettings, groups: [String]) {
            node = target.name.description
            address = target.address
            port = target.port
            user = settings.user
            hostKey = settings.hostKeyChecking.rawValue
            jump = (settings.jump ?? []).map { hop in
                let host = HostAddress.isIPv6(hop.address) ? "[\(hop.address)]" : hop.address
                return "\(hop.settings.user)@\(host):\(hop.port)"
            }
            self.groups = groups
        }

        private enum CodingKeys: String, CodingKey {
            case node, address, port, user, jump, groups
            case hostKey = "host_key"
        }
    }
}
