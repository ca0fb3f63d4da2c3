import ArgumentParser

/// Where to look for profiles beside the usual folders.
struct ProfileFolders: ParsableArguments {
    @Option(
        name: .customLong("folder"),
        help: ArgumentHelp("Look for profiles here first; may be given several times.", valueName: "dir"),
        completion: .directory
    )
    var folders: [String] = []
}
