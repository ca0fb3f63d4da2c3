import TrawlCollect

/// Reads what is to be done on each node: a profile, or commands given by hand.
struct PlanReader {
    let context: CommandContext

    /// The plan that the options ask for.
    ///
    /// - Throws: `ProfileFault` with every mistake of the profile, or where there is none of that name.
    func plan(_ work: WorkOptions) throws -> Plan {
        guard let wanted = work.profile else { return try Plan(commands: work.commands) }
        return try library(folders: []).profile(wanted.hasPrefix("~") ? context.environment.absolute(wanted) : wanted)
            .plan(setting: work.parameters)
    }

    /// The profiles that there are: those of the given folders first, then the usual ones.
    func library(folders: [String]) -> ProfileLibrary {
        ProfileLibrary.usual(
            given: folders.map(context.environment.absolute),
            executable: context.environment.programPath
        )
    }
}

extension WorkOptions {
    /// What to call a job that nobody gave a name.
    func title(of plan: Plan) -> String {
        guard profile == nil, let first = commands.first else { return plan.name }
        return DisplayWidth.cut(EscapeSanitizer.line(first), to: 40)
    }
}
