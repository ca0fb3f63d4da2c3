import Foundation
import Testing
import TrawlTestKit

@Suite("The contract of a cancel, over HTTP against a fleet")
struct CancelContractTests {
    @Test("200 once with the message, then 409 with both states; the work on the nodes is seen to end")
    func cancel() async throws {
        try await ServerAtWork.with { server in
            let id = try await server.submit(#"{"targets":"all","profile":"long"}"#)
            try await server.runs("sleep 4711", on: 4)
            let answer = try await server.ask(
                "POST",
                "/jobs/\(id)/cancel",
                fields: ["X-Correlation-Id": "ticket-4711"]
            )
            #expect(answer.status == 200)
            #expect(answer["status"] == "CANCELLED")
            #expect(answer["cancelled"] == "1")
            #expect(answer["message"]?.contains(id) == true)
            #expect(answer.fields["x-correlation-id"] == "ticket-4711")

            let late = try await server.ask("POST", "/api/v1/jobs/\(id)/cancel")
            #expect(late.status == 409)
            #expect(late["error"] == "JOB_NOT_CANCELLABLE")
            #expect(late["error_code"] == "FSM_TRANSITION_INVALID")
            #expect(late["current_status"] == "CANCELLED")
            #expect(late["attempted_status"] == "CANCELLED")

            try await server.settled(id)
            #expect(server.fleet.remoteProcesses(matching: "sleep 4711").isEmpty)
            let nodes = try await server.ask("GET", "/jobs/\(id)/nodes").list("nodes")
            #expect(nodes.count == 4)
            #expect(nodes.allSatisfy { $0["cancel_outcome"] as? String == "terminated" })

            let events = try await server.ask("GET", "/jobs/\(id)/audit").list("events")
            #expect(events.map { $0["new_status"] as? String } == ["PENDING", "RUNNING", "CANCELLED"])
            #expect(events.last?["correlation_id"] as? String == "ticket-4711")
        }
    }

    @Test("Of twenty cancels at once one gets the 200, and there is one audit event")
    func twenty() async throws {
        try await ServerAtWork.with { server in
            let id = try await server.submit(#"{"targets":"all","profile":"long"}"#)
            try await server.runs("sleep 4711", on: 4)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await server.ask("POST", "/jobs/\(id)/cancel").status }
                }
                return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [200: 1, 409: 19])
            let events = try await server.ask("GET", "/jobs/\(id)/audit").list("events")
            #expect(events.filter { $0["new_status"] as? String == "CANCELLED" }.count == 1)
            try await server.settled(id)
        }
    }

    @Test("A job that never was is a 404, and so is what can be no job's id")
    func unknown() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            for id in ["01KAJ5X0000000000000000000", "x", "01KAJ5X000000000000000000", "81KAJ5X0000000000000000000"] {
                let answer = try await server.ask("POST", "/jobs/\(id)/cancel")
                #expect(answer.status == 404)
                #expect(answer["error"] == "JOB_NOT_FOUND")
                #expect(answer["error_code"] == "RESOURCE_NOT_FOUND")
            }
        }
    }

    @Test("A node is cancelled alone, its siblings go on; then it is a 409")
    func node() async throws {
        try await ServerAtWork.with { server in
            let id = try await server.submit(#"{"targets":"all","profile":"long"}"#)
            try await server.runs("sleep 4711", on: 4)
            let answer = try await server.ask("POST", "/jobs/\(id)/nodes/node02/cancel")
            #expect(answer.status == 200)
            #expect(answer["status"] == "CANCELLED")
            let late = try await server.ask("POST", "/jobs/\(id)/nodes/node02/cancel")
            #expect(late.status == 409)
            #expect(late["error"] == "NODE_NOT_CANCELLABLE")
            #expect(try await server.ask("POST", "/jobs/\(id)/nodes/nobody/cancel").status == 404)
            try await eventually("one node's work ends") {
                server.fleet.remoteProcesses(matching: "sleep 4711").filter { $0.commandLine == "sleep 4711" }.count
                    == 3
            }
            #expect(try await server.ask("GET", "/jobs/\(id)")["status"] == "RUNNING")
            #expect(try await server.ask("POST", "/jobs/\(id)/cancel").status == 200)
            try await server.settled(id)
        }
    }
}
