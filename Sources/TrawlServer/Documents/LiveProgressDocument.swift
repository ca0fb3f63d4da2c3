import TrawlDomain
import TrawlEngine

/// What an event stream tells of a running job between the journal's entries: its progress, the nodes that have been silent
/// for longest, and how a cancel comes on.
struct LiveProgressDocument: Encodable {
    /// A node that is being worked on.
    private struct Node: Encodable {
        let node: String
        let stage: NodeStage
        let stepsDone: Int
        let stepsTotal: Int
        let bytes: Int64
        let activity: String
        let elapsedMilliseconds: Int64
        let silentMilliseconds: Int64

        init(_ running: JobSnapshot.RunningNode) {
            node = running.name.description
            stage = running.progress.stage
            stepsDone = running.progress.stepsDone
            stepsTotal = running.progress.stepsTotal
            bytes = running.progress.bytes
            activity = String(running.progress.activity.prefix(LiveProgressDocument.mostOfActivity))
            elapsedMilliseconds = Int64(running.elapsed / .milliseconds(1))
            silentMilliseconds = Int64(running.silent / .milliseconds(1))
        }

        private enum CodingKeys: String, CodingKey {
            case node, stage
            case stepsDone = "steps_done"
            case stepsTotal = "steps_total"
            case bytes, activity
            case elapsedMilliseconds = "elapsed_ms"
            case silentMilliseconds = "silent_ms"
        }
    }

    private let progress: ProgressDocument
    private let running: [Node]
    private let verdicts: [String: Int]
    private let awaitedVerdicts: Int

    init(_ snapshot: JobSnapshot) {
        progress = ProgressDocument(snapshot)
        running = snapshot.running.prefix(Self.mostNodes).map(Node.init)
        verdicts = Dictionary(uniqueKeysWithValues: snapshot.verdicts.map { ($0.key.rawValue, $0.value) })
        awaitedVerdicts = snapshot.awaitedVerdicts
    }

    private enum CodingKeys: String, CodingKey {
        case running, verdicts
        case awaitedVerdicts = "awaited_verdicts"
    }

    func encode(to encoder: any Encoder) throws {
        try progress.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(running, forKey: .running)
        try container.encode(verdicts, forKey: .verdicts)
        try container.encode(awaitedVerdicts, forKey: .awaitedVerdicts)
    }

    /// It is told every second to every viewer, so it holds what a person can take in, however many nodes run.
    private static let mostNodes = 50
    private static let mostOfActivity = 120
}
