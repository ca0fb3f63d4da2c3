import Foundation
import Glibc
import SSHClient
import TrawlDomain
import TrawlStore

/// What a command is given of the world: all that a test replaces.
struct CommandContext: Sendable {
    var environment: Environment
    var console: Console
    /// Asks a person for a secret on the terminal, unechoed; nil where nobody can be asked.
    var askSecret: @Sendable (_ question: String) throws(CommandFailure) -> Secret?
    /// Whether a data directory ever had a job.
    var hasJobs: @Sendable (_ dataDirectory: String) -> Bool
    /// Whether a process works in a data directory now.
    var isAttended: @Sendable (_ dataDirectory: String) -> Bool
    /// Opens a data directory to look at it, also while another trawl works in it.
    var openArchive: @Sendable (_ dataDirectory: String) throws(StoreError) -> any JobStore
    /// Opens the tokens of a data directory, also while a server works in it; makes the directory where it is missing.
    var openTokens: @Sendable (_ dataDirectory: String) throws(StoreError) -> any TokenStore
    /// Builds what runs jobs in a data directory.
    var openWorkshop: @Sendable (WorkshopRequest) async throws -> Workshop

    /// Traps the signals that a running job obeys; `true` where it draws on a terminal.
    var signals: @Sendable (_ ownsTerminal: Bool) async -> AsyncStream<SessionSignal>
    /// Ends the process at once, as interrupted.
    var leave: @Sendable () -> Void

    static func ofProcess() -> CommandContext {
        CommandContext(
            environment: .ofProcess(),
            console: .ofProcess(),
            askSecret: SecretPrompt.ask,
            hasJobs: { FileManager.default.fileExists(atPath: DataDirectory($0).database) },
            isAttended: { DataDirectoryLock.isHeld(DataDirectory($0)) },
            openArchive: { path throws(StoreError) in try SQLiteJobStore(reading: DataDirectory(path)) },
            openTokens: TokenOpening.open,
            openWorkshop: Workshop.open,
            signals: SignalTrap.set,
            leave: { Glibc.exit(CommandStatus.interrupted.rawValue) }
        )
    }
}
