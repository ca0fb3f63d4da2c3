package import Foundation
import NIOCore

/// The first line of an asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/).
package struct TranscriptHeader: Hashable, Sendable {
    package var width = 80
    package var height = 24
    /// When the first event's clock began.
    package var startedAt: Date
    package var title: String
    /// Which attempt it is the film of, as `TRAWL_ATTEMPT` of its environment; nil where the file is not of our making.
    package var attempt: Int?

    package init(startedAt: Date, title: String, attempt: Int?) {
        self.startedAt = startedAt
        self.title = title
        self.attempt = attempt
    }

    func append(to out: inout ByteBuffer) {
        out.writeString(
            "{\"version\": 2, \"width\": \(width), \"height\": \(height), "
                + "\"timestamp\": \(Int64(startedAt.timeIntervalSince1970)), \"title\": "
        )
        JSONText.append(quoted: title, to: &out)
        out.writeString(", \"env\": {\"TERM\": \"dumb\", \"SHELL\": \"/bin/sh\"")
        if let attempt { out.writeString(", \"TRAWL_ATTEMPT\": \"\(attempt)\"") }
        out.writeString("}}\n")
    }
}
