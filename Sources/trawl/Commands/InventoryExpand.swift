import ArgumentParser
import TrawlDomain
import TrawlFleet
import TrawlServer

/// The command `trawl inventory expand`.
struct InventoryExpand: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "expand",
        abstract: "Print the names that targets stand for, one a line; or folded.",
        discussion: """
              trawl inventory expand 'rack[1-3]node[1-8]!rack2node5'
              trawl inventory expand @web --inventory fleet.yaml --fold
            """
    )

    @OptionGroup var targets: TargetOptions

    @Flag(help: "One folded node set in place of many names.")
    var fold = false

    @Flag(name: .customLong("json"), help: "Print a JSON array.")
    var isJSON = false

    func run(in context: CommandContext) async throws -> CommandStatus {
        let resolver = try FleetReader(context: context).resolver(targets)
        let names = try resolver.resolve(targets.targets, notingUnreadableKeys: { _ in }).map(\.name)
        if isJSON {
            context.console.printLine(try DocumentCoding.text(of: names.map(\.description)))
        } else if fold {
            context.console.printLine(FoldedNames.of(names))
        } else {
            context.console.output(names.map { "\($0)\n" }.joined())
        }
        return .success
    }
}
