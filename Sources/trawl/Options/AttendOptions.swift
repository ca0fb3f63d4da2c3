import ArgumentParser

/// What commands take that run a stored job: at a server, or in this process where none has the data directory.
struct AttendOptions: ParsableArguments {
    @OptionGroup var place: PlaceOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var progress: ProgressOptions

    @Flag(help: "Ask for a password on the terminal, where this process signs in.")
    var askPassword = false

    /// The job's run by this process.
    func run(in jobs: LocalJobs, as command: String) -> AttendedRun {
        AttendedRun(
            context: jobs.context,
            directory: jobs.directory,
            command: command,
            output: output,
            progress: progress,
            signIn: AttendedRun.SignIn(askPassword: askPassword)
        )
    }
}
