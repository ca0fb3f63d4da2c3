import ArgumentParser

/// The command `trawl inventory`.
struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "What trawl understands of your inventory and hosts files.",
        subcommands: [InventoryList.self, InventoryExpand.self, InventoryCheck.self],
        defaultSubcommand: InventoryList.self
    )
}
