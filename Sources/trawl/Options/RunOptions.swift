import ArgumentParser
import TrawlDomain

/// How a job is run.
struct RunOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The most nodes worked on at once (default: 50).", valueName: "n"),
        transform: MeasureArgument.number(1...100_000)
    )
    var concurrency = 50

    @Option(
        help: ArgumentHelp(
            "The longest that one attempt at one node may take: 90s, 1h30m (default: 10m).",
            valueName: "time"
        ),
        transform: MeasureArgument.duration
    )
    var nodeTimeout = Duration.seconds(600)

    @Option(
        help: ArgumentHelp("The longest that the whole job may take.", valueName: "time"),
        transform: MeasureArgument.duration
    )
    var deadline: Duration?

    @Option(
        help: ArgumentHelp(
            "Further attempts at a node after a failure where another attempt can help (default: 0).",
            valueName: "n"
        ),
        transform: MeasureArgument.number(0...100)
    )
    var retries = 0

    @Option(help: ArgumentHelp("Start no further node once so many have failed: 5, or 10%.", valueName: "n|n%"))
    var maxFailures: FailureLimit?

    @Option(
        help: ArgumentHelp(
            "Between TERM and KILL when work on a node is ended, in whole seconds (default: 5s).",
            valueName: "time"
        ),
        transform: MeasureArgument.wholeSeconds(1...3600)
    )
    var grace = Duration.seconds(5)

    @Option(
        help: ArgumentHelp(
            "How long work on a node outlives the last sign of life from here, in whole seconds (default: 1m).",
            valueName: "time"
        ),
        transform: MeasureArgument.wholeSeconds(4...86_400)
    )
    var lease = Duration.seconds(60)

    @Option(help: ArgumentHelp("What to call the job.", valueName: "name"))
    var name: String?

    func validate() throws {
        if let name, name.isEmpty || name.utf8.count > 200 || EscapeSanitizer.line(name) != name {
            throw ValidationError("--name must be one line of at most 200 bytes without control characters.")
        }
    }

    /// The options for a job over so many nodes.
    func jobOptions(nodes: Int) -> JobOptions {
        JobOptions(
            concurrency: concurrency,
            nodeTimeout: nodeTimeout,
            deadline: deadline,
            retries: retries,
            maxFailures: maxFailures?.nodes(of: nodes)
        )
    }
}
