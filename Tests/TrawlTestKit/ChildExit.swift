/// How a child process ended.
package enum ChildExit: Hashable, Sendable, CustomStringConvertible {
    case status(Int32)
    case signal(Int32)

    /// From what waitpid(2) answered.
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .status((waitStatus >> 8) & 0xff) : .signal(signal)
    }

    package var description: String {
        switch self {
        case .status(let status): "exit status \(status)"
        case .signal(let signal): "signal \(signal)"
        }
    }
}
