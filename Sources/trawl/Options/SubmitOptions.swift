import ArgumentParser
import TrawlDomain
import TrawlServer

/// How a submitted job is to be run; what is left out is up to the server.
struct SubmitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The most nodes worked on at once.", valueName: "n"),
        transform: MeasureArgument.number(1...100_000)
    )
    var concurrency: Int?

    @Option(
        help: ArgumentHelp("The longest that one attempt at one node may take: 90s, 1h30m.", valueName: "time"),
        transform: MeasureArgument.duration
    )
    var nodeTimeout: Duration?

    @Option(
        help: ArgumentHelp("The longest that the whole job may take.", valueName: "time"),
        transform: MeasureArgument.duration
    )
    var deadline: Duration?

    @Option(
        help: ArgumentHelp("Further attempts at a node after a failure where another can help.", valueName: "n"),
        transform: MeasureArgument.number(0...100)
    )
    var retries: Int?

    @Option(help: ArgumentHelp("Start no further node once so many have failed: 5, or 10%.", valueName: "n|n%"))
    var maxFailures: FailureLimit?

    @Option(help: ArgumentHelp("What to call the job.", valueName: "name"))
    var name: String?

    func validate() throws {
        if let name, name.isEmpty || name.utf8.count > 200 || EscapeSanitizer.line(name) != name {
            throw ValidationError("--name must be one line of at most 200 bytes without control characters.")
        }
    }

    /// The options as a server takes them.
    var document: NewJobOptionsDocument {
        NewJobOptionsDocument(
            concurrency: concurrency,
            nodeTimeout: nodeTimeout.map { $0 / .seconds(1) },
            deadline: deadline.map { $0 / .seconds(1) },
            retries: retries,
            maxFailures: maxFailures
        )
    }
}
