import NIOCore
import TrawlDomain

/// Writes a manifest as JSON: readable, in a fixed order, the same bytes for the same manifest.
///
/// By hand, because a manifest is written for every node and `JSONEncoder` takes longer than the node's other files.
enum ManifestEncoder {
    static func encode(_ manifest: Manifest) -> ByteBuffer {
        var json = JSONWriter(reserving: 1024 + 512 * (manifest.steps.count + manifest.artifacts.count))
        json.object { json in
            json.field("version", Manifest.version)
            json.field("job", manifest.job)
            json.field("node", manifest.node)
            json.field("address", manifest.address)
            json.field("port", manifest.port)
            json.field("attempt", manifest.attempt)
            json.field("started_at", Timestamp(manifest.startedAt).text)
            json.field("finished_at", Timestamp(manifest.finishedAt).text)
            json.field("outcome", manifest.outcome.rawValue)
            encode(manifest.failure, to: &json)
            encode(manifest.verdict, to: &json)
            json.array("steps") { json in
                for step in manifest.steps { encode(step, to: &json) }
            }
            json.array("artifacts") { json in
                for artifact in manifest.artifacts { encode(artifact, to: &json) }
            }
            json.object("transcript") { json in
                json.field("path", manifest.transcript.path)
                json.field("size", manifest.transcript.size)
                json.field("sha256", manifest.transcript.sha256)
            }
            guard let redactions = manifest.redactions else { return }
            json.array("redactions") { json in
                for redaction in redactions {
                    json.object { json in
                        json.field("kind", redaction.kind)
                        json.field("count", redaction.count)
                    }
                }
            }
        }
        var text = json.text
        text.writeStaticString("\n")
        return text
    }

    private static func encode(_ failure: Manifest.Failure?, to json: inout JSONWriter) {
        guard let failure else { return json.null("failure") }
        json.object("failure") { json in
            json.field("code", failure.code.rawValue)
            json.field("stage", failure.stage.rawValue)
            json.field("message", failure.message)
            json.field("retryable", failure.retryable)
        }
    }

    private static func encode(_ verdict: Manifest.Verdict?, to json: inout JSONWriter) {
        guard let verdict else { return json.null("verdict") }
        json.object("verdict") { json in
            json.field("outcome", verdict.outcome.rawValue)
            json.field("ms", verdict.ms)
            if let detail = verdict.detail { json.field("detail", detail) } else { json.null("detail") }
        }
    }

    private static func encode(_ step: Manifest.Step, to json: inout JSONWriter) {
        json.object { json in
            json.field("name", step.name)
            json.field("command", step.command)
            if let status = step.exitStatus { json.field("exit_status", status) } else { json.null("exit_status") }
            if let signal = step.signal { json.field("signal", signal) } else { json.null("signal") }
            json.field("started_at", Timestamp(step.startedAt).text)
            json.field("duration_ms", step.durationMs)
            json.field("timed_out", step.timedOut)
            json.field("optional", step.optional)
            json.field("truncated", step.truncated)
            json.array("artifacts") { json in
                for path in step.artifacts { json.value(path) }
            }
        }
    }

    private static func encode(_ artifact: Manifest.Artifact, to json: inout JSONWriter) {
        json.object { json in
            json.field("path", artifact.path)
            json.field("step", artifact.step)
            json.field("original", artifact.original)
            json.field("size", artifact.size)
            json.field("sha256", artifact.sha256)
            json.field("partial", artifact.partial)
            json.field("truncated_bytes", artifact.truncatedBytes)
        }
    }
}
