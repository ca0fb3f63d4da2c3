import ArgumentParser

/// The command `trawl profiles`.
struct ProfilesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: "What trawl understands of your profiles.",
        subcommands: [ProfilesList.self, ProfilesShow.self, ProfilesCheck.self],
        defaultSubcommand: ProfilesList.self
    )
}
