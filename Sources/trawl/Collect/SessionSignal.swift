/// What can be asked of a running `collect` from outside.
enum SessionSignal: Hashable, Sendable {
    /// SIGINT, SIGTERM or SIGHUP: the first cancels, the second hangs up, the third ends the process.
    case interrupt
    /// SIGUSR1: say what runs.
    case tellRunning
    /// SIGTSTP: give the terminal back and stop.
    case stop
    /// SIGCONT: go on after a stop.
    case resume
}
