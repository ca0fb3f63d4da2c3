import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TrawlCollect
import TrawlDomain
import TrawlServer
import TrawlTestKit

/// Event streams over real HTTP while a real job runs.
@Suite("Event streams", .serialized, .timeLimit(.minutes(10)))
struct EventTests {
    /// Follows one stream until it ends, or until `isEnough` says so, which hangs up.
    private func follow(
        _ server: LiveServer,
        _ path: String,
        lastID: String? = nil,
        _ take: (ServerEvent) throws -> Bool
    ) async throws -> Int {
        let fields = lastID.map { ["Last-Event-ID": $0] } ?? [:]
        let response = try await server.client.execute(server.request(path, fields), timeout: .seconds(120))
        var reader = EventReader()
        for try await piece in response.body {
            for event in reader.take(piece) where try take(event) { return Int(response.status.code) }
        }
        return Int(response.status.code)
    }

    @Test("A fresh stream tells all there is, then what happens, then the end")
    func whole() async throws {
        try await LoopbackFleet.with { fleet in
            try await LiveServer.with(fleet: fleet) { server in
                let job = try await server.submit(["echo hello; sleep 0.3; echo world"])
                var folded = FoldedJob()
                let status = try await self.follow(server, "/jobs/\(job)/events") { event in
                    try folded.take(event)
                    return false
                }
                #expect(status == 200)
                #expect(folded.end == "settled")
                #expect(folded.names.first == "job")
                #expect(folded.names.contains("ready"))
                try await self.expectStored(folded, server, job)
                // A viewer that has all of it is told to ask no more.
                let again = try await server.get("/jobs/\(job)/events", ["Last-Event-ID": try #require(folded.lastID)])
                #expect(again.status == 204)
            }
        }
    }

    private func expectStored(_ folded: FoldedJob, _ server: LiveServer, _ job: String) async throws {
        #expect(folded.job == (try await server.get("/jobs/\(job)").json() as NSDictionary))
        let nodes = try #require(
            try await server.get("/jobs/\(job)/nodes?limit=1000").json()["nodes"] as? [NSDictionary]
        )
        #expect(folded.nodes.count == nodes.count)
        for node in nodes { #expect(folded.nodes[try #require(node["node"] as? String)] == node) }
    }

    @Test("Random hang-ups lose nothing and double nothing, in the journal and in a transcript")
    func hangUps() async throws {
        try await LoopbackFleet.with { fleet in
            let settings: [ServerSetting: [String]] = [.streamsPerToken: ["64"]]
            try await LiveServer.with(fleet: fleet, nodes: 20, settings: settings) { server in
                let wanted = TortureSize.of(200, torture: 1000)
                var hangUps = 0
                var round: UInt64 = 0
                while hangUps < wanted {
                    let job = try await server.submit([
                        "i=0; while [ $i -lt 40 ]; do echo said $i; i=$((i+1)); sleep 0.05; done"
                    ])
                    round += 1
                    hangUps += try await withThrowingTaskGroup(of: Int.self) { group in
                        for viewer in 0..<12 {
                            let random = SeededNumbers(seed: TortureSize.seed &+ round << 8 &+ UInt64(viewer))
                            group.addTask { try await self.watch(job, of: server, random) }
                        }
                        return try await group.reduce(0, +)
                    }
                }
            }
        }
    }

    /// Follows a job to its end over many streams, each left at a random moment; answers how often it hung up.
    private func watch(_ job: String, of server: LiveServer, _ random: SeededNumbers) async throws -> Int {
        var random = random
        var folded = FoldedJob()
        var streams = 0
        while folded.end == nil {
            // Some streams are left at once, some after a while.
            var left = Int.random(in: 0...8, using: &random)
            let status = try await follow(
                server,
                "/jobs/\(job)/events?transcript=node7&snapshot=none",
                lastID: folded.lastID ?? "0"
            ) { event in
                try folded.take(event)
                left -= 1
                return left < 0
            }
            #expect(status == 200)
            streams += 1
        }
        #expect(!folded.names.contains("resync"))
        try await expectStored(folded, server, job)
        #expect(zip(folded.sequences, folded.sequences.dropFirst()).allSatisfy { $0 < $1 })
        let file = server.layout.transcript(of: try NodeName("node7"), in: try #require(JobID(job)))
        let whole = try TranscriptReader(path: file).read(from: 0).events.map(\.text).joined()
        let isSame = folded.transcript == whole
        #expect(isSame, "after \(streams) streams: \(folded.transcript.count) of \(whole.count) characters")
        return streams - 1
    }

    @Test("An id of another job begins anew")
    func otherJobsID() async throws {
        try await LoopbackFleet.with { fleet in
            try await LiveServer.with(fleet: fleet) { server in
                let other = try await server.submit(["true"])
                try await server.settled(other)
                let job = try await server.submit(["true"])
                try await server.settled(job)
                var told = FoldedJob()
                _ = try await self.follow(server, "/jobs/\(other)/events", lastID: "0") { event in
                    try told.take(event)
                    return false
                }
                let foreign = try #require(told.lastID)
                var folded = FoldedJob()
                _ = try await self.follow(server, "/jobs/\(job)/events", lastID: foreign) { event in
                    try folded.take(event)
                    return false
                }
                #expect(folded.names.first == "resync")
            }
        }
    }

    @Test("A stream that goes on with another node's transcript has that one from its beginning")
    func otherTranscript() async throws {
        try await LoopbackFleet.with { fleet in
            try await LiveServer.with(fleet: fleet) { server in
                let job = try await server.submit(["echo one; echo two; echo three"])
                try await server.settled(job)
                func transcript(of node: String, lastID: String?) async throws -> (text: String, lastID: String) {
                    var (folded, last) = (FoldedJob(), "")
                    _ = try await self.follow(
                        server,
                        "/jobs/\(job)/events?transcript=\(node)&snapshot=none",
                        lastID: lastID
                    ) { event in
                        if let id = event.id { last = id }
                        try folded.take(event)
                        return false
                    }
                    return (folded.transcript, last)
                }
                let first = try await transcript(of: "node1", lastID: "0")
                #expect(first.lastID.hasSuffix("-node1") && !first.text.isEmpty)
                #expect(try await transcript(of: "node1", lastID: first.lastID).text.isEmpty)
                let other = try await transcript(of: "node2", lastID: first.lastID)
                #expect(other.lastID.hasSuffix("-node2"))
                #expect(try await transcript(of: "node2", lastID: "0").text == other.text)
                #expect(!other.text.isEmpty)
            }
        }
    }

    @Test("An id that is none of the job's begins anew", arguments: ["99999999", "nonsense", "1-2", "1-2-3", "-1"])
    func unknownIDs(_ id: String) async throws {
        try await LoopbackFleet.with { fleet in
            try await LiveServer.with(fleet: fleet) { server in
                let job = try await server.submit(["true"])
                try await server.settled(job)
                var folded = FoldedJob()
                _ = try await self.follow(server, "/jobs/\(job)/events", lastID: id) { event in
                    try folded.take(event)
                    return false
                }
                #expect(folded.names.first == "resync")
                #expect(folded.end == "settled")
                try await self.expectStored(folded, server, job)
            }
        }
    }

    @Test("A shutdown says farewell, and waits for no stream")
    func farewell() async throws {
        try await LoopbackFleet.with { fleet in
            let ends = Observed<[String]>([])
            let streams = Observed<[Task<Void, any Error>]>([])
            try await LiveServer.with(fleet: fleet) { server in
                let job = try await server.submit(["sleep 100"])
                let ready = Observed(0)
                for _ in 0..<3 {
                    let task = Task {
                        var folded = FoldedJob()
                        _ = try await self.follow(server, "/jobs/\(job)/events") { event in
                            try folded.take(event)
                            if event.name == "ready" { ready.change { $0 += 1 } }
                            return false
                        }
                        ends.change { $0.append(folded.end ?? "none") }
                    }
                    streams.change { $0.append(task) }
                }
                try await ready.until { $0 == 3 }
            }
            for task in streams.value { try await task.value }
            #expect(ends.value == ["shutdown", "shutdown", "shutdown"])
        }
    }
}
