import AsyncHTTPClient
import Foundation
import NIOCore
import Testing
import TrawlTestKit

/// What a real server says of itself: log lines and metrics.
@Suite("A server that is watched", .timeLimit(.minutes(3)))
struct WatchedServerTests {
    private struct Line {
        let fields: [String: String]

        subscript(_ name: String) -> String? { fields[name] }
    }

    @Test("Its log is JSON lines that tie jobs, nodes and attempts to the requests that caused them")
    func logs() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 2)
                let server = try await ServerAtWork.start(folder, fleet, ["--set", "log.level=debug"])
                let asked = try await server.ask(
                    "POST",
                    "/jobs",
                    #"{"targets":"all","commands":["[ \"$SSH_CONNECTION\" ] && exit 7"]}"#,
                    fields: ["X-Correlation-Id": "corr-submit"]
                )
                let id = try #require(asked["job_id"])
                try await server.settled(id)
                let long = try await server.ask(
                    "POST",
                    "/jobs",
                    #"{"targets":"node01","profile":"long"}"#,
                    fields: ["X-Correlation-Id": "corr-long"]
                )
                let longID = try #require(long["job_id"])
                try await server.runs("sleep 4711", on: 1)
                _ = try await server.ask("POST", "/jobs/\(longID)/cancel", fields: ["X-Correlation-Id": "corr-cancel"])
                try await server.settled(longID)
                let alone = try await server.submit(#"{"targets":"node[01-02]","profile":"long"}"#)
                try await server.runs("sleep 4711", on: 2)
                _ = try await server.ask(
                    "POST",
                    "/jobs/\(alone)/nodes/node02/cancel",
                    fields: ["X-Correlation-Id": "corr-node"]
                )
                try await eventually("the verdict on one node", within: .seconds(60)) {
                    server.child.errors.contains("corr-node\",\"job\":\"\(alone)\",\"level\":\"debug\"")
                }
                let ended = try await server.stop()
                let lines = try ended.errors.split(separator: "\n").map { line in
                    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                    return Line(fields: try #require(object as? [String: String], "\(line)"))
                }
                #expect(lines.allSatisfy { $0["time"] != nil && $0["level"] != nil && $0["message"] != nil })
                func said(_ message: String, _ job: String) -> [Line] {
                    lines.filter { $0["message"] == message && $0["job"] == job }
                }
                for (message, job, correlation) in [
                    ("job submitted", id, "corr-submit"), ("job started", id, "corr-submit"),
                    ("job ended", id, "corr-submit"), ("job submitted", longID, "corr-long"),
                    ("job cancelled", longID, "corr-cancel"), ("job ended", longID, "corr-long"),
                    ("cancelled node ended", longID, "corr-cancel"),
                ] {
                    let found = said(message, job)
                    #expect(found.map { $0["correlation_id"] } == [correlation], "\(message)")
                }
                let failed = said("node failed", id)
                #expect(Set(failed.compactMap { $0["node"] }) == ["node01", "node02"])
                #expect(failed.allSatisfy { $0["attempt"] == "1" && $0["code"] == "STEP_FAILED" })
                #expect(failed.allSatisfy { $0["correlation_id"] == "corr-submit" })
                let judged = try #require(said("cancelled node ended", longID).first)
                #expect(judged["node"] == "node01" && judged["attempt"] == "1")
                #expect(said("cancelled node ended", alone).map { $0["correlation_id"] } == ["corr-node"])
                #expect(said("job ended", id).first?["status"] == "FAILED")
                #expect(!ended.errors.contains(server.admin), "no line holds a token")
            }
        }
    }

    @Test("Its metrics are what Prometheus reads, and say how everything stands")
    func metrics() async throws {
        try await ServerAtWork.with { server in
            let done = try await server.submit(#"{"targets":"all","profile":"quick"}"#)
            try await server.settled(done)
            _ = try await server.submit(#"{"targets":"node01","profile":"quick","start":false}"#)
            let long = try await server.submit(#"{"targets":"node02","profile":"long"}"#)
            try await server.runs("sleep 4711", on: 1)
            let page = try PrometheusPage(try await server.ask("GET", "/metrics").text)
            #expect(page.value("trawl_ssh_sessions") == 1)
            #expect(page.value("trawl_stored_jobs", ["state": "SUCCEEDED"]) == 1)
            #expect(page.value("trawl_stored_jobs", ["state": "PENDING"]) == 1)
            #expect(page.value("trawl_stored_jobs", ["state": "RUNNING"]) == 1)
            #expect(page.value("trawl_stored_jobs", ["state": "CANCELLED"]) == 0)
            #expect(page.value("trawl_stored_nodes", ["state": "SUCCEEDED"]) == 4)
            #expect(page.value("trawl_stored_nodes", ["state": "RUNNING"]) == 1)
            #expect(page.value("trawl_nodes", ["state": "RUNNING"]) == 1)
            #expect(page.value("trawl_new_work_held") == 0)
            #expect(try #require(page.value("trawl_collected_bytes_total")) > 0)
            #expect(try #require(page.value("trawl_store_commit_seconds_count")) > 0)
            #expect(page.value("trawl_store_waiting") != nil)
            // Who is of another project learns nothing of these jobs, and nothing of what all jobs share.
            let vera = try await server.token("vera", "viewer", project: "red")
            let hers = try PrometheusPage(try await server.ask("GET", "/metrics", token: vera).text)
            #expect(hers.value("trawl_stored_jobs", ["state": "RUNNING"]) == 0)
            #expect(hers.value("trawl_stored_nodes", ["state": "SUCCEEDED"]) == 0)
            #expect(hers.value("trawl_nodes", ["state": "RUNNING"]) == 0 && hers.value("trawl_jobs_active") == 0)
            #expect(hers.value("trawl_collected_bytes_total") == nil && hers.value("trawl_slots_taken") == nil)
            let mate = try await server.token("mate", "viewer")
            let shared = try PrometheusPage(try await server.ask("GET", "/metrics", token: mate).text)
            #expect(shared.value("trawl_stored_jobs", ["state": "RUNNING"]) == 1)
            #expect(shared.value("trawl_ssh_sessions") == 1)
            _ = try await server.ask("POST", "/jobs/\(long)/cancel")
            try await server.settled(long)
            let after = try PrometheusPage(try await server.ask("GET", "/metrics").text)
            #expect(after.value("trawl_cancel_seconds_count", ["outcome": "terminated"]) == 1)
            #expect(after.value("trawl_ssh_sessions") == 0)
            #expect(after.value("trawl_stored_jobs", ["state": "CANCELLED"]) == 1)
        }
    }
}
