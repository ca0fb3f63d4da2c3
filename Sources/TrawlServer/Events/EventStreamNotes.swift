import TrawlCollect
import TrawlDomain

/// The few documents of an event stream that are about the stream itself, and about a transcript.
enum EventStreamNotes {
    /// Everything that is stored has been told once; what follows are changes.
    struct Ready: Encodable {
        var event = "ready"
        var nodes: Int
    }

    /// The id that the viewer came with is none of this job's: what it knows is worth nothing, and all is told anew.
    struct Resync: Encodable {
        var event = "resync"
        var lastEventID: String

        private enum CodingKeys: String, CodingKey {
            case event
            case lastEventID = "last_event_id"
        }
    }

    struct End: Encodable {
        var event = "end"
        var reason: EventStreamEnd
    }

    /// Lines of a node's transcript, each a time in seconds, a kind and a text, as asciicast v2 has them.
    struct Transcript: Encodable {
        var event = "transcript"
        var node: String
        var attempt: Int
        /// Whether it begins anew: what was told of it before is another attempt's.
        var reset: Bool?
        var lines: [Line]
    }

    struct Line: Encodable {
        var event: TranscriptEvent

        func encode(to encoder: any Encoder) throws {
            var container = encoder.unkeyedContainer()
            try container.encode((event.time / .microseconds(1)).rounded() / 1_000_000)
            try container.encode(event.kind.rawValue)
            try container.encode(event.text)
        }
    }
}
