import Foundation
import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlCollect

/// One attempt that runs, as the engine would hold it.
final class CollectRun: Sendable {
    let progress: Observed<NodeProgress>
    let folder: String
    private let reason: Observed<StopReason?>
    private let task: Task<Void, Never>
    private let answer: Observed<NodeReport?>

    init(_ collector: SSHNodeCollector, job: Job, target: NodeTarget, folder: String) {
        let progress = Observed(NodeProgress())
        let reason = Observed<StopReason?>(nil)
        self.progress = progress
        self.reason = reason
        self.folder = folder
        let assignment = NodeAssignment(
            job: job,
            target: target,
            attempt: 1,
            progress: { now in progress.change { $0 = now } },
            stopReason: { reason.value }
        )
        let answer = Observed<NodeReport?>(nil)
        self.answer = answer
        task = Task {
            let report = await collector.collect(assignment)
            answer.change { $0 = report }
        }
    }

    /// Waits until so many bytes of output came, so that whatever wrote them is known to run.
    func sees(bytes: Int64) async throws {
        try await progress.until { $0.bytes >= bytes }
    }

    /// Waits until the attempt is at a stage.
    func reaches(_ stage: NodeStage) async throws {
        try await progress.until { $0.stage >= stage }
    }

    /// Tells the attempt to stop.
    func stop(_ why: StopReason = .cancelled) {
        reason.change { $0 = why }
        task.cancel()
    }

    /// Waits for its end.
    func report() async throws -> NodeReport {
        try await answer.until { $0 != nil }
        return try #require(answer.value)
    }

    /// What it sealed.
    func manifest() throws -> Manifest { try #require(try ManifestDecoder.read(folder: folder)) }

    /// What an artifact holds.
    func artifact(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/artifacts/\(name)", encoding: .utf8)
    }
}

extension NodeReport {
    /// The code of the failure; nil for a success.
    var code: FailureCode? { failure?.code }

    var failure: NodeFailure? {
        switch outcome {
        case .succeeded: nil
        case .failed(let failure): failure
        }
    }
}
