import Foundation
import Testing
import TrawlTestKit

@Suite("The life of a job, over HTTP against a fleet")
struct JobContractTests {
    @Test("Submitted, held, run, retried, deleted; and what each move refuses")
    func life() async throws {
        try await ServerAtWork.with { server in
            let id = try await server.submit(#"{"targets":["node[01-02]","node03"],"profile":"quick","start":false}"#)
            #expect(try await server.ask("GET", "/jobs/\(id)")["status"] == "PENDING")
            let early = try await server.ask("POST", "/jobs/\(id)/retry")
            #expect(early.status == 409)
            #expect(early["current_status"] == "PENDING")
            #expect(try await server.ask("DELETE", "/jobs/\(id)").status == 409)
            let run = try await server.ask("POST", "/jobs/\(id)/run")
            #expect(run.status == 200)
            #expect(run["status"] == "RUNNING")

            let done = try await server.settled(id)
            #expect(done["status"] == "SUCCEEDED")
            #expect(done["counts", "succeeded"] == "3")
            let again = try await server.ask("POST", "/jobs/\(id)/run")
            #expect(again.status == 409)
            #expect(again["error_code"] == "FSM_TERMINAL_IMMUTABLE")
            // Every node succeeded, so that nothing is left to retry.
            #expect(try await server.ask("POST", "/jobs/\(id)/retry").status == 409)

            #expect(try await server.ask("DELETE", "/jobs/\(id)").status == 204)
            #expect(try await server.ask("GET", "/jobs/\(id)").status == 404)
            #expect(!FileManager.default.fileExists(atPath: server.folder.file("data/jobs/\(id)").path))
        }
    }

    @Test("A retry is a new job over what did not succeed")
    func retry() async throws {
        try await ServerAtWork.with { server in
            let body = #"{"targets":"node[01-03]","commands":["test $SSH_CONNECTION != 0 && false"]}"#
            let id = try await server.submit(body)
            #expect(try await server.settled(id)["status"] == "FAILED")
            let groups = try await server.ask("GET", "/jobs/\(id)/failures").list("failures")
            #expect(groups.count == 1)
            #expect(groups.first?["nodes"] as? String == "node[01-03]")
            #expect(groups.first?["count"] as? Int == 3)
            let answer = try await server.ask("POST", "/jobs/\(id)/retry")
            #expect(answer.status == 201)
            #expect(answer["retry_of"] == id)
            let next = try #require(answer["job_id"])
            #expect(answer.fields["location"] == "/api/v1/jobs/\(next)")
            try await server.settled(next)
        }
    }

    @Test("The same key is the same job, and another request under it a conflict")
    func idempotency() async throws {
        try await ServerAtWork.with { server in
            let body = #"{"targets":"node01","profile":"quick"}"#
            let key = ["Idempotency-Key": "nightly-1"]
            let first = try await server.ask("POST", "/jobs", body, fields: key)
            #expect(first.status == 201)
            let second = try await server.ask("POST", "/jobs", body, fields: key)
            #expect(second.status == 200)
            #expect(second["job_id"] == first["job_id"])
            let other = try await server.ask(
                "POST",
                "/jobs",
                #"{"targets":"node02","profile":"quick"}"#,
                fields: key
            )
            #expect(other.status == 409)
            #expect(other["error"] == "IDEMPOTENCY_KEY_TAKEN")
            #expect(try await server.ask("GET", "/jobs").list("jobs").count == 1)
            // What it named may be gone by the second time, and the job too.
            try server.folder.write("nodes:\n  other: {address: 127.0.0.1}\n", to: "inventory.yaml")
            let third = try await server.ask("POST", "/jobs", body, fields: key)
            #expect(third.status == 200, "\(third.text)")
            #expect(third["job_id"] == first["job_id"])
            try ServerAtWork.prepare(server.folder, server.fleet, 4)
            let id = try #require(first["job_id"])
            try await server.settled(id)
            #expect(try await server.ask("DELETE", "/jobs/\(id)").status == 204)
            let fourth = try await server.ask("POST", "/jobs", body, fields: key)
            #expect(fourth.status == 409)
            #expect(fourth["error"] == "JOB_DELETED")
            #expect(try await server.ask("GET", "/jobs").list("jobs").isEmpty)
            // A key is its caller's own word.
            let alice = try await server.token("alice", "operator")
            #expect(try await server.ask("POST", "/jobs", body, token: alice, fields: key).status == 201)
        }
    }

    @Test("Lists go on by cursors, answer 304 to who has them, and refuse cursors that are none")
    func lists() async throws {
        try await ServerAtWork.with(nodes: 5) { server in
            var ids: [String] = []
            for name in ["one", "two", "three"] {
                ids.append(
                    try await server.submit(
                        #"{"targets":"all","profile":"quick","name":"\#(name)","start":false}"#
                    )
                )
            }
            var found: [String] = []
            var path = "/jobs?limit=2"
            while true {
                let page = try await server.ask("GET", path)
                found += page.list("jobs").compactMap { $0["job_id"] as? String }
                guard let cursor = page["next_cursor"] else { break }
                path = "/jobs?limit=2&cursor=\(cursor)"
            }
            #expect(found == ids.reversed())
            #expect(try await server.ask("GET", "/jobs?q=TWO").list("jobs").count == 1)
            #expect(try await server.ask("GET", "/jobs?status=PENDING,RUNNING&node=node05").list("jobs").count == 3)
            #expect(try await server.ask("GET", "/jobs?status=FAILED").list("jobs").isEmpty)

            let nodes = try await server.ask("GET", "/jobs/\(ids[0])/nodes?sort=-name&limit=2")
            #expect(nodes.list("nodes").compactMap { $0["node"] as? String } == ["node05", "node04"])
            let tag = try #require(nodes.fields["etag"])
            let known = try await server.ask(
                "GET",
                "/jobs/\(ids[0])/nodes?sort=-name&limit=2",
                fields: ["If-None-Match": tag]
            )
            #expect(known.status == 304)
            #expect(known.text.isEmpty)
            let cursor = try #require(nodes["next_cursor"])
            #expect(try await server.ask("GET", "/jobs/\(ids[0])/nodes?sort=name&cursor=\(cursor)").status == 400)
            #expect(try await server.ask("GET", "/jobs?cursor=nonsense")["field"] == "cursor")
        }
    }

    @Test("SIGTERM ends the server with 0 and hands back what runs; the next start goes on with it")
    func restart() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 3)
                let gate = folder.file("gate").path
                let step = "name: gated\nsteps:\n  - {name: wait, run: 'while [ ! -e \(gate) ]; do sleep 0.1; done'}\n"
                try folder.write(step, to: "profiles/gated.yaml")
                let first = try await ServerAtWork.start(folder, fleet)
                let id = try await first.submit(#"{"targets":"all","profile":"gated"}"#)
                try await eventually("three nodes collect", within: .seconds(60)) {
                    try await first.ask("GET", "/jobs/\(id)/nodes?stage=collecting").list("nodes").count == 3
                }
                let ended = try await first.stop()
                #expect(ended.exit == .status(0), "\(ended.errors)")
                #expect(fleet.remoteProcesses(matching: gate).isEmpty)

                let second = try await ServerAtWork.start(folder, fleet)
                #expect(second.admin == first.admin)
                try folder.write("", to: "gate")
                #expect(try await second.settled(id)["status"] == "SUCCEEDED")
                let events = try await second.ask("GET", "/jobs/\(id)/audit").list("events")
                #expect(events.map { $0["new_status"] as? String } == ["PENDING", "RUNNING", "SUCCEEDED"])
                _ = try await second.stop()
            }
        }
    }
}
