import ArgumentParser
import TrawlDomain
import TrawlFleet

/// The command `trawl inventory check`.
struct InventoryCheck: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say every mistake of an inventory or a hosts file, with its place.",
        discussion: """
            Exit status 78 where something is wrong.

              trawl inventory check --inventory fleet.yaml
            """
    )

    @OptionGroup var targets: TargetOptions

    func validate() throws {
        guard targets.inventory != nil || targets.hostsFile != nil else {
            throw ValidationError("Say what to check: give --inventory or --hosts-file.")
        }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        let resolver = try FleetReader(context: context).resolver(targets)
        let wanted = targets.targets.isEmpty && targets.hostsFile == nil ? ["all"] : targets.targets
        let nodes = try resolver.resolve(wanted)
        context.console.printLine("ok: \(Figures.count(nodes.count, "node")), \(FoldedNames.of(nodes.map(\.name)))")
        return .success
    }
}
