import TrawlEngine

/// Tells whoever waits for a job how it goes, on standard error.
protocol ProgressReporter: Sendable {
    /// How often it wants to be shown the job; nil is never.
    var interval: Duration? { get }

    /// Shows the job as it is now.
    func show(_ snapshot: JobSnapshot) async

    /// Says something that is to stay.
    func say(_ lines: [String]) async

    /// Says what runs, and for how long.
    func tellRunning(_ snapshot: JobSnapshot) async

    /// Gives the terminal back to be stopped (^Z), or because the process is about to end at once.
    func pause() async

    /// Takes the terminal again after a stop.
    func resume() async

    /// Shows the job for the last time and takes down what was only there to be followed.
    func finish(_ snapshot: JobSnapshot?) async
}

extension ProgressReporter {
    func pause() async {}
    func resume() async {}
}
