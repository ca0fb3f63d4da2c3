import ArgumentParser
import StrictYAML
import TrawlCollect
import TrawlServer

/// The command `trawl profiles list`.
struct ProfilesList: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the profiles that there are: name, steps, file, description.",
        discussion: """
              trawl profiles list
            """
    )

    @OptionGroup var folders: ProfileFolders
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let library = PlanReader(context: context).library(folders: folders.folders)
        let entries = library.entries().map(Entry.init)
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: ["profiles": entries]))
            return .success
        }
        guard !entries.isEmpty else {
            context.console.complain("there are no profiles in \(library.folders.joined(separator: ", "))")
            return .success
        }
        var table = TextTable([("profile", .left), ("steps", .right), ("file", .left), ("description", .left)])
        for entry in entries {
            table.add([
                .init(entry.name), .init(entry.steps.map(String.init) ?? "-"), .init(entry.path),
                entry.isUsable ? .init(EscapeSanitizer.line(entry.description)) : .init("has mistakes", .bad),
            ])
        }
        let colour = output.coloursOutput(in: context)
        for line in table.lines() { context.console.printLine(line.drawn(colour: colour)) }
        return .success
    }

    /// A profile of the library, usable or not.
    private struct Entry: Encodable {
        var name: String
        var path: String
        var description: String
        var steps: Int?
        var isUsable: Bool

        init(_ entry: ProfileLibrary.Entry) {
            name = entry.name
            path = entry.path
            switch entry.profile {
            case .success(let profile):
                (description, steps, isUsable) = (profile.description, profile.steps.count, true)
            case .failure(let faults):
                (description, steps, isUsable) = (faults.description, nil, false)
            }
        }

        private enum CodingKeys: String, CodingKey {
            case name, path, description, steps
            case isUsable = "usable"
        }
    }
}
