import NIOConcurrencyHelpers
import TrawlDomain
import TrawlServer

/// What `watch` does with a job, and other commands that wait for one: shows how it goes, then what came of it.
struct JobWatch {
    let source: any JobSource
    let context: CommandContext
    let output: OutputOptions
    let progress: ProgressOptions

    /// Follows a job to its end, and answers the status that it ends with.
    ///
    /// - Throws: what the source throws.
    func run(_ job: Job) async throws -> CommandStatus {
        let choice = try progress.choice(in: context)
        let source = source.patient
        let picture = NIOLockedValueBox(JobPicture(job))
        let signals = await context.signals(choice == .tty)
        let session = WatchSession(
            source: source,
            reporter: reporter(choice, picture),
            picture: picture,
            clock: context.clock
        )
        switch try await session.watch(job.id, signals: signals) {
        case .left:
            context.console.complain(
                "job \(job.id) goes on; `trawl watch \(job.id)` shows it again, `trawl cancel \(job.id)` ends it"
            )
            return .interrupted
        case .settled:
            let ended = try await source.job(job.id) ?? job
            try await JobReport(source: source, context: context, output: output).show(ended, isQuiet: progress.quiet)
            return CommandStatus(of: ended.status)
        }
    }

    private func reporter(
        _ choice: ProgressChoice,
        _ picture: NIOLockedValueBox<JobPicture>
    ) -> any ProgressReporter {
        let console = context.console
        switch choice {
        case .tty, .auto:
            let modes = console.isInputTerminal ? TerminalModes(descriptor: console.inputDescriptor) : nil
            return LiveTerminal(
                console: console,
                modes: modes,
                colour: output.coloursErrors(in: context),
                hold: .watches
            )
        case .plain: return PlainReporter(console: console)
        case .json:
            return JSONReporter(console: console) { _, _ in picture.withLockedValue { $0.takeEntries() } }
        case .none: return SilentReporter(console: console)
        }
    }
}
