import ArgumentParser

/// Whether to colour: `--color` over `NO_COLOR` over `TERM=dumb` over whether it is a terminal at all.
enum ColourChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never

    func decide(_ environment: Environment, isTerminal: Bool) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: environment["NO_COLOR"] == nil && environment["TERM"] != "dumb" && isTerminal
        }
    }
}
