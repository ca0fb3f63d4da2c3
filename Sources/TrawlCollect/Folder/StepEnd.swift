/// How a step's command ended, as far as anyone saw.
package enum StepEnd: Hashable, Sendable {
    /// By itself, with a status.
    case exited(Int32)
    /// By a signal, named without SIG.
    case signalled(String)
    /// Its end was not seen.
    case unseen
}

/// Why a step was ended from here.
package enum StepStop: String, CaseIterable, Sendable {
    case timedOut
    case cancelled
    /// Its output was past its limit.
    case truncated
    /// Our own disk took no more of its output.
    case unkept
}
