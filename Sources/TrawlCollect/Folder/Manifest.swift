package import Foundation
package import TrawlDomain

/// What one attempt at one node left in its folder; `manifest.json` says it, and its being there says that it is whole.
package struct Manifest: Hashable, Sendable {
    package static let version = 1
    package static let fileName = "manifest.json"

    /// How the attempt ended.
    package enum Outcome: String, CaseIterable, Codable, Sendable {
        case succeeded, failed, cancelled
        /// The process that worked on it, or the job's time, ended first.
        case interrupted

        /// What a failure, or none, makes of an attempt.
        package init(of failure: NodeFailure?) {
            guard let code = failure?.code else {
                self = .succeeded
                return
            }
            self = code == .cancelled ? .cancelled : code == .interrupted ? .interrupted : .failed
        }
    }

    package var job: String
    package var node: String
    package var address: String
    package var port: Int
    package var attempt: Int
    package var startedAt: Date
    package var finishedAt: Date
    package var outcome: Outcome
    package var failure: Failure?
    package var verdict: Verdict?
    /// In the order in which they began.
    package var steps: [Step]
    /// In the order in which they were finished.
    package var artifacts: [Artifact]
    package var transcript: Transcript
    /// How many secrets were taken out; nil where none were looked for.
    package var redactions: [Redaction]?

    /// A node's failure, as `error` of the contract has it.
    package struct Failure: Hashable, Codable, Sendable {
        package var code: FailureCode
        package var stage: NodeStage
        package var message: String
        package var retryable: Bool
    }

    /// How the remote work was ended.
    package struct Verdict: Hashable, Codable, Sendable {
        package var outcome: CancelOutcome
        package var ms: Int64
        package var detail: String?
    }

    /// A step that began.
    package struct Step: Hashable, Codable, Sendable {
        package var name: String
        package var command: String
        /// Nil where none came: a signal ended it, or its end was not seen.
        package var exitStatus: Int32?
        /// The signal's name without SIG; nil where none ended it.
        package var signal: String?
        package var startedAt: Date
        package var durationMs: Int64
        package var timedOut: Bool
        package var optional: Bool
        /// Whether output past the step's limit was dropped.
        package var truncated: Bool
        /// The paths of ``Manifest/artifacts`` that it wrote.
        package var artifacts: [String]
    }

    /// A file below `artifacts/`.
    package struct Artifact: Hashable, Codable, Sendable {
        /// Relative to the node's folder.
        package var path: String
        package var step: String
        /// What the node, or the profile, calls it; the same as `path` where nothing had to be mapped.
        package var original: String
        package var size: Int64
        /// Lower-case hexadecimal.
        package var sha256: String
        /// Whether the step was ended before its time, or the disk would not take the rest.
        package var partial: Bool
        /// Bytes that the node sent past the step's limit, and that were dropped.
        package var truncatedBytes: Int64
    }

    /// How many secrets of a kind were taken out of what the node said, before anything was kept.
    package struct Redaction: Hashable, Codable, Sendable {
        /// A ``RedactionRule``, or `secret` for those that were known.
        package var kind: String
        package var count: Int

        package init(kind: String, count: Int) {
            self.kind = kind
            self.count = count
        }
    }

    /// The asciicast.
    package struct Transcript: Hashable, Codable, Sendable {
        package static let fileName = "transcript.cast"

        package var path: String
        package var size: Int64
        /// Lower-case hexadecimal.
        package var sha256: String
    }
}
