import Foundation
import TrawlCollect
import TrawlDomain
import TrawlServer

/// What an event of a job's stream says.
enum JobStreamEvent {
    case news([JobNews])
    /// More of a transcript, which is that attempt's.
    case transcript([TranscriptEvent], attempt: Int)
    /// All that is stored was told.
    case ready
    case end(EventStreamEnd)
    /// Something that a later server tells.
    case unknown

    /// Reads an event.
    ///
    /// - Throws: ``CommandFailure`` where it does not say what its name promises.
    init(_ event: ServerEvent) throws(CommandFailure) {
        do {
            self = try Self.read(event)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("the server told an event that this trawl cannot read: \(error)")
        }
    }

    private static func read(_ event: ServerEvent) throws -> JobStreamEvent {
        let data = Data(event.data.utf8)
        switch event.name {
        case "job":
            let told = try JSONDecoder().decode(Told<JobDocument>.self, from: data)
            return .news(try entry(told, data) + (told.record.map { [.job(try Job($0))] } ?? []))
        case "node":
            let told = try JSONDecoder().decode(Told<NodeDocument>.self, from: data)
            return .news(try entry(told, data) + (told.record.map { [.node(try NodeRecord($0, position: 0))] } ?? []))
        case "progress": return .news([.progress(try JSONDecoder().decode(ProgressDocument.self, from: data))])
        case "transcript":
            let told = try JSONDecoder().decode(Lines.self, from: data)
            return .transcript(told.lines.map(\.event), attempt: told.attempt)
        case "ready": return .ready
        case "end":
            return .end(EventStreamEnd(rawValue: try JSONDecoder().decode(End.self, from: data).reason) ?? .shutdown)
        default: return .unknown
        }
    }

    private static func entry<Record>(_ told: Told<Record>, _ data: Data) throws -> [JobNews] {
        if told.snapshot == true { return [] }
        return [.entry(try JSONDecoder().decode(EventDocument.self, from: data))]
    }

    private struct Told<Record: Decodable>: Decodable {
        var snapshot: Bool?
        var record: Record?
    }

    private struct End: Decodable {
        var reason: String
    }

    private struct Lines: Decodable {
        var attempt: Int
        var lines: [Line]
    }

    /// A time in seconds, a kind and a text, as asciicast v2 has them.
    struct Line: Decodable {
        var event: TranscriptEvent

        init(from decoder: any Decoder) throws {
            var fields = try decoder.unkeyedContainer()
            let time = try fields.decode(Double.self)
            let kind = try fields.decode(String.self)
            event = TranscriptEvent(
                time: .seconds(time),
                kind: TranscriptEvent.Kind(rawValue: kind) ?? .marker,
                text: try fields.decode(String.self)
            )
        }
    }
}
