import ArgumentParser
import TrawlStore

/// Where jobs are kept.
struct DataDirectoryOption: ParsableArguments {
    @Option(
        name: .customLong("data-dir"),
        help: ArgumentHelp(
            "The folder in which jobs are kept.",
            discussion: "Without it TRAWL_DATA_DIR, else $XDG_STATE_HOME/trawl, else ~/.local/state/trawl.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var path: String?

    /// The folder that is meant; nothing is looked at or made.
    func directory(in environment: Environment) throws(CommandFailure) -> String {
        try environment.dataDirectory(given: path)
    }

    /// The folder that is meant, for what can be done on its own machine only.
    ///
    /// - Throws: ``CommandFailure`` where the environment names a server and no folder was given: passing the server over
    ///   in silence would do it to another place than every other command looks at.
    func ownDirectory(in environment: Environment) throws(CommandFailure) -> String {
        if path == nil, let url = environment["TRAWL_URL"] {
            throw CommandFailure(
                "tokens are kept where the server is, and TRAWL_URL names \(url): run this on the server's machine "
                    + "with --data-dir, or unset TRAWL_URL",
                status: .usage
            )
        }
        return try directory(in: environment)
    }
}
