import Foundation
import Testing

/// What a viewer of an event stream knows: the last record of the job and of each node, over any number of streams.
struct FoldedJob {
    private(set) var job: NSDictionary = [:]
    private(set) var nodes: [String: NSDictionary] = [:]
    private(set) var sequences: [Int64] = []
    private(set) var transcript = ""
    private(set) var lastID: String?
    private(set) var end: String?
    private(set) var names: [String] = []

    mutating func take(_ event: ServerEvent) throws {
        let document = try event.json()
        names.append(event.name)
        switch event.name {
        case "job", "node":
            if let sequence = document["id"] as? Int64 ?? (document["id"] as? Int).map(Int64.init) {
                sequences.append(sequence)
                #expect(event.id?.split(separator: "-").first.map(String.init) == String(sequence))
            }
            let record = try #require(document["record"] as? NSDictionary)
            if event.name == "job" { job = record } else { nodes[try #require(record["node"] as? String)] = record }
        case "transcript":
            if document["reset"] as? Bool == true { transcript = "" }
            for line in try #require(document["lines"] as? [[Any]]) { transcript += line[2] as? String ?? "" }
        case "end": end = document["reason"] as? String
        case "ready", "progress", "resync": break
        default: Issue.record("an event of a kind that is not known: \(event.name)")
        }
        if let id = event.id { lastID = id }
    }
}
