import ArgumentParser
import StrictYAML
import TrawlCollect
import TrawlServer

/// The command `trawl profiles show`.
struct ProfilesShow: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the steps of a profile as they would run.",
        discussion: """
              trawl profiles show linux
              trawl profiles show ./my-profile.yaml --json
            """
    )

    @Argument(help: ArgumentHelp("A profile by its name, or the file of one.", valueName: "name|file"))
    var name: String

    @OptionGroup var folders: ProfileFolders
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let profile = try PlanReader(context: context).library(folders: folders.folders).profile(name)
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: ProfileDocument(profile)))
            return .success
        }
        let colour = output.coloursOutput(in: context)
        var lines = [StyledLine(profile.name, .strong), StyledLine(EscapeSanitizer.line(profile.description))]
        if !profile.redact.isEmpty {
            let kinds = profile.redact.map(\.rawValue).joined(separator: ", ")
            lines.append(StyledLine("  takes out  \(kinds)", .faint))
        }
        for parameter in profile.parameters { lines.append(PlanText.line(of: parameter)) }
        for step in profile.steps { lines += PlanText.lines(of: step) }
        for line in lines { context.console.printLine(line.drawn(colour: colour)) }
        return .success
    }
}
