import ArgumentParser
import StrictYAML
import TrawlCollect
import TrawlDomain
import TrawlFleet
import TrawlServer

/// The one map from errors to what trawl says and its exit status.
enum FailureSentence {
    /// Nil for what the parser of the command line says itself.
    static func of(_ error: any Error) -> CommandFailure? {
        switch error {
        case let failure as CommandFailure: failure
        case let refusal as ServerRefusal: refusal.failure
        case let unreachable as ServerUnreachable: unreachable.failure
        case let failure as BundleError: CommandFailure(failure.description)
        case let failure as StoreError: CommandFailure(failure.message, status: status(of: failure.code))
        case let faults as YAMLFaults: CommandFailure(String(describing: faults), status: .configuration)
        case let faults as FleetFaults: CommandFailure(faults.description, status: .configuration)
        case let fault as ProfileFault: CommandFailure(fault.description, status: .configuration)
        case let fault as SettingsFault: CommandFailure(fault.description, status: .configuration)
        case let fault as CollectFault: CommandFailure(fault.description, status: .configuration)
        case let fault as PlanFault: CommandFailure(fault.message, status: .usage)
        case let failure as FolderError: CommandFailure(failure.description)
        case is ExitCode, is CleanExit, is ValidationError: nil
        case is CancellationError: CommandFailure("interrupted", status: .interrupted)
        default: Trawl.exitCode(for: error) == .failure ? CommandFailure(String(describing: error)) : nil
        }
    }

    private static func status(of code: StoreError.Code) -> CommandStatus {
        switch code {
        case .conflict, .full, .broken: .other
        case .unusable: .configuration
        }
    }
}
