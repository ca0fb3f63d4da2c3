import TrawlDomain
import TrawlTestKit

/// A collector whose attempts stay open until they are told to stop; nodes named ok… succeed at once, bad… fail.
///
/// An attempt at a node named deaf… does not even stop.
final class OpenAttempts: NodeCollector {
    let open = Observed<Set<String>>([])

    func collect(_ assignment: NodeAssignment) async -> NodeReport {
        let name = assignment.target.name.description
        if name.hasPrefix("ok") {
            return NodeReport(outcome: .succeeded, stepsDone: 1, stepsTotal: 1, bytes: 1000, artifacts: 1)
        }
        if name.hasPrefix("bad") {
            let failure = NodeFailure(code: .stepFailed, stage: .collecting, message: "The command exited with 1.")
            return NodeReport(outcome: .failed(failure), stepsTotal: 1)
        }
        open.change { _ = $0.insert(name) }
        let (stopped, ending) = AsyncStream<Void>.makeStream()
        await withTaskCancellationHandler {
            for await _ in stopped {}
        } onCancel: {
            if !name.hasPrefix("deaf") { ending.finish() }
        }
        // The stream ends by itself when its task is cancelled, so a deaf one waits where nothing ends it.
        if name.hasPrefix("deaf") { await Self.forever() }
        open.change { _ = $0.remove(name) }
        return NodeReport(
            outcome: .failed(NodeFailure(code: .cancelled, stage: .collecting, message: "Cancelled.")),
            verdict: CancelVerdict(outcome: .terminated, duration: .milliseconds(20))
        )
    }

    private static func forever() async {
        // Leaked on purpose, and with it the attempt: that is what a collector that hangs looks like.
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
    }
}
