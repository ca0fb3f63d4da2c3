import ArgumentParser
import TrawlCollect

/// The command `trawl profiles check`.
struct ProfilesCheck: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say every mistake of profiles, with its place; of all of them where none is named.",
        discussion: """
            Exit status 78 where something is wrong.

              trawl profiles check
              trawl profiles check ./my-profile.yaml
            """
    )

    @Argument(help: ArgumentHelp("Profiles by their names, or the files of some.", valueName: "name|file"))
    var names: [String] = []

    @OptionGroup var folders: ProfileFolders

    func run(in context: CommandContext) async throws -> CommandStatus {
        let library = PlanReader(context: context).library(folders: folders.folders)
        var isSound = true
        for name in names.isEmpty ? library.entries().map(\.name) : names {
            do throws(ProfileFault) {
                let profile = try library.profile(name)
                context.console.printLine("ok: \(profile.name), \(Figures.count(profile.steps.count, "step"))")
            } catch {
                isSound = false
                context.console.errors("\(error.description)\n")
            }
        }
        return isSound ? .success : .configuration
    }
}
