import ArgumentParser
import Glibc

@main
struct Trawl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trawl",
        abstract: "Collect logs and diagnostics from a fleet over SSH.",
        discussion: """
            Nothing is installed on the nodes. Every node leaves a transcript, its artifacts and a manifest, and a cancel \
            really ends what runs on the nodes and says, node by node, how it ended.

              trawl collect 'web[01-40]' --profile linux
              trawl show last
            """,
        version: Self.version,
        subcommands: [
            Collect.self, Submit.self, RunCommand.self, Watch.self, Cancel.self, Retry.self, Jobs.self, Show.self,
            TranscriptCommand.self, Artifacts.self, Search.self, Bundle.self, Verify.self, Remove.self, Prune.self,
            InventoryCommand.self, ProfilesCommand.self, Serve.self, TokenCommand.self, Doctor.self,
        ]
    )

    /// Until the first release, by the rules of Semantic Versioning.
    private static let version = "0.1.0-dev"

    /// The commands that run jobs, or watch them.
    ///
    /// Written out: asking the commands takes milliseconds, in which a signal would do what signals do.
    static let runners = ["collect", "run", "retry", "watch"]

    static func main() async {
        // First of all: what runs jobs ends with 130 when it is interrupted, at whatever moment.
        if CommandLine.arguments.dropFirst().first.map(runners.contains) ?? false { SignalTrap.leaveAtOnce() }
        MemorySettings.keepHeap()
        do {
            try Environment.armFailpoint()
            Environment.openPage()
            var command = try parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    /// Says what was wrong in the house's form, and ends the process with the status for it.
    private static func end(with error: any Error) -> Never {
        if let failure = FailureSentence.of(error) {
            Console.ofProcess().complain(failure.message)
            Glibc.exit(failure.status.rawValue)
        }
        // Help and version are "errors" of the parser too; it prints them where they belong.
        guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
        let text = fullMessage(for: error)
        Console.ofProcess().complain(text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text)
        Glibc.exit(CommandStatus.usage.rawValue)
    }
}
