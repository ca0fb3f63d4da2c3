import TrawlDomain

/// What a marker of a transcript says, beside what the node said.
package enum TranscriptMarker: Hashable, Sendable {
    /// The film of a further attempt begins; what the one before it left was set aside.
    case attemptBegan(Int)
    case stepBegan(name: String)
    case stepEnded(name: String, end: StepEnd, stop: StepStop?, elapsed: Duration)
    /// The transcript shows no more of the step's output; the artifact has it.
    case shownUpTo(bytes: Int, artifact: String)
    /// How much of a step's output went to an artifact of which the transcript showed only the beginning.
    case kept(bytes: Int64, artifact: String)
    /// Output past the step's limit is dropped from here.
    case truncated(name: String, limit: Int64)
    /// The folder was sealed.
    case sealed(Manifest.Outcome)
    case note(String)

    /// The marker's text.
    package var label: String {
        switch self {
        case .attemptBegan(let number): "attempt \(number) begins"
        case .stepBegan(let name): "step \(name)"
        case .stepEnded(let name, let end, let stop, let elapsed):
            "step \(name) ended: \(Self.words(end, stop)) after \(Self.seconds(elapsed))"
        case .shownUpTo(let bytes, let artifact):
            "shown up to \(bytes) bytes; the rest is in \(artifact)"
        case .kept(let bytes, let artifact): "\(bytes) bytes in \(artifact)"
        case .truncated(let name, let limit): "step \(name) truncated: more than \(limit) bytes"
        case .sealed(let outcome): "sealed: \(outcome.rawValue)"
        case .note(let text): text
        }
    }

    private static func words(_ end: StepEnd, _ stop: StepStop?) -> String {
        let ending =
            switch end {
            case .exited(let status): "exit \(status)"
            case .signalled(let name): "signal \(name)"
            case .unseen: "end not seen"
            }
        switch stop {
        case nil: return ending
        case .timedOut: return "timed out, \(ending)"
        case .cancelled: return "cancelled, \(ending)"
        case .truncated: return "stopped at its limit, \(ending)"
        case .unkept: return "stopped because its output could not be kept, \(ending)"
        }
    }

    private static func seconds(_ duration: Duration) -> String {
        let tenths = Int64((duration / .milliseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
