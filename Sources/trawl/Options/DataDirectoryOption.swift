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
}
