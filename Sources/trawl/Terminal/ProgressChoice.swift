import ArgumentParser

/// How progress is told on standard error.
enum ProgressChoice: String, CaseIterable, ExpressibleByArgument {
    /// `TRAWL_PROGRESS`; else the live view on a terminal and plain lines elsewhere.
    case auto
    /// The live view.
    case tty
    /// A line for each new failure, and a summary line each ten seconds.
    case plain
    /// A JSON object a line.
    case json
    case none

    /// What is meant where nothing was said; never ``auto``.
    ///
    /// - Throws: ``CommandFailure`` where `TRAWL_PROGRESS` is no such word.
    func decide(_ environment: Environment, isTerminal: Bool) throws(CommandFailure) -> ProgressChoice {
        switch self {
        case .tty, .plain, .json, .none: return self
        case .auto: break
        }
        if let word = environment["TRAWL_PROGRESS"] {
            guard let choice = ProgressChoice(rawValue: word) else {
                throw CommandFailure(
                    "TRAWL_PROGRESS is \(word.debugDescription); it can be auto, tty, plain, json or none",
                    status: .configuration
                )
            }
            if choice != .auto { return choice }
        }
        return isTerminal && environment["TERM"] != "dumb" ? .tty : .plain
    }
}
