/// Why a command ends without having done what was asked: one sentence, and the exit status.
struct CommandFailure: Error, Equatable, CustomStringConvertible {
    /// What is wrong, where (`file:line`) if it is somewhere, and what to do; without "trawl:" before it.
    let message: String
    let status: CommandStatus

    init(_ message: String, status: CommandStatus = .other) {
        self.message = message
        self.status = status
    }

    var description: String { message }
}
