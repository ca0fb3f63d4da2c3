import ArgumentParser
import TrawlServer

/// The command `trawl doctor`.
struct Doctor: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at what trawl needs of this machine, and say what is missing.",
        discussion: """
            Exit status 78 where a job could not run at all.

              trawl doctor --data-dir /var/lib/trawl

            With --leftovers it visits instead the nodes of attempts that ended with their process, a crash say, ends what             still runs of them there, and shows what it found; exit status 1 where a node could not be looked at.
            """
    )

    @Flag(help: "Look for what interrupted attempts left running on their nodes, and end it.")
    var leftovers = false

    @OptionGroup var dataDirectory: DataDirectoryOption
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let directory = try dataDirectory.directory(in: context.environment)
        guard !leftovers else {
            return try await LeftoverVisit(context: context, directory: directory, output: output).run()
        }
        let findings = Checkup(environment: context.environment, dataDirectory: directory).findings()
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: ["findings": findings]))
        } else {
            var table = TextTable([("", .left), ("", .left), ("", .left)])
            for finding in findings {
                table.add([
                    .init(finding.level.rawValue, tone(of: finding.level)), .init(finding.subject),
                    .init(finding.message),
                ])
            }
            let colour = output.coloursOutput(in: context)
            for line in table.lines().dropFirst() { context.console.printLine(line.drawn(colour: colour)) }
        }
        return findings.contains { $0.level == .failure } ? .configuration : .success
    }

    private func tone(of level: Finding.Level) -> StyledLine.Tone {
        switch level {
        case .ok: .good
        case .warning: .busy
        case .failure: .bad
        }
    }
}
