import AsyncHTTPClient
import Foundation
import NIOCore
import Testing
import TrawlTestKit

@Suite("A disk that falls below its floor", .enabled(if: SmallDisk.isAllowed), .timeLimit(.minutes(3)))
struct DiskFloorTests {
    @Test("New work is refused and held, what runs goes on, a cancel works, and all of it comes back by itself")
    func floor() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.file("data").path
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            try await SmallDisk.with(kibibytes: 64 << 10, at: data) { _ in
                try await LoopbackFleet.with { fleet in
                    try ServerAtWork.prepare(folder, fleet, 3)
                    let server = try await ServerAtWork.start(folder, fleet, ["--set", "data.disk_floor=32MiB"])
                    try await held(server, data)
                    _ = try await server.stop()
                }
            }
        }
    }

    private func held(_ server: ServerAtWork, _ data: String) async throws {
        // One node at a time: the second one's turn comes when the first is cancelled.
        let running = try await server.submit(
            #"{"targets":"node[01-02]","profile":"long","options":{"concurrency":1}}"#
        )
        let waiting = try await server.submit(#"{"targets":"node03","profile":"quick","start":false}"#)
        try await server.runs("sleep 4711", on: 1)
        try Data(count: 48 << 20).write(to: URL(filePath: "\(data)/ballast"))
        try await eventually("a server that is not ready") {
            try await server.ask("GET", "/readyz", token: "").status == 503
        }
        try await eventually("a server that takes no work") {
            let refused = try await server.ask("POST", "/jobs", #"{"targets":"node03","profile":"quick"}"#)
            if refused.status == 507 { #expect(refused["message"]?.contains("the floor is") == true) }
            return refused.status == 507
        }
        #expect(try PrometheusPage(try await server.ask("GET", "/metrics").text).value("trawl_new_work_held") == 1)
        #expect(try await server.ask("POST", "/jobs/\(waiting)/run").status == 200)
        #expect(try await server.ask("POST", "/jobs/\(running)/nodes/node01/cancel").status == 200)
        try await eventually("the verdict on what ran") {
            try await server.ask("GET", "/jobs/\(running)/nodes/node01")["cancel_outcome"] == "terminated"
        }
        for (job, node) in [(running, "node02"), (waiting, "node03")] {
            #expect(try await server.ask("GET", "/jobs/\(job)/nodes/\(node)")["status"] == "PENDING")
        }
        try FileManager.default.removeItem(atPath: "\(data)/ballast")
        // Nobody asks for it: what was held goes on.
        #expect(try await server.settled(waiting, within: .seconds(20))["status"] == "SUCCEEDED")
        try await server.runs("sleep 4711", on: 1)
        #expect(try await server.ask("GET", "/readyz", token: "").status == 200)
        #expect(try await server.ask("POST", "/jobs/\(running)/cancel").status == 200)
        try await server.settled(running)
    }
}
