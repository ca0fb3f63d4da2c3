import Foundation
import Glibc
import SSHClient
import TrawlDomain
import TrawlServer
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

    /// Opens a data directory to move its jobs; refused while another trawl works in it.
    ///
    /// `command` is told to whoever is refused meanwhile.
    var openStore: @Sendable (_ dataDirectory: String, _ command: String) throws(StoreError) -> any JobStore = {
        path,
        command throws(StoreError) in try SQLiteJobStore(dataDirectory: DataDirectory(path), command: command)
    }
    /// Removes what a job left in a data directory.
    var removeFiles: @Sendable (_ dataDirectory: String, JobID) throws(StoreError) -> Void = {
        path,
        job throws(StoreError) in try DataDirectory(path).removeFolder(of: job)
    }
    /// How the server of a data directory is found; nil where none works there.
    var localServer: @Sendable (_ dataDirectory: String) -> LocalAccess.Note? = LocalServer.note
    /// The process that runs one job in a data directory, as `collect` does; nil where none does.
    var runner: @Sendable (_ dataDirectory: String) -> JobRunner? = JobRunner.of
    var clock: any Clock<Duration> = ContinuousClock()

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
