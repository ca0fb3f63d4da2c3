import Foundation
import Testing
import TrawlTestKit

@Suite("Who may do what, over HTTP")
struct AccessContractTests {
    @Test("Without a valid token there is a 401, the same for one that is unknown, expired or revoked")
    func tokens() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let nobody = try await server.ask("GET", "/jobs", token: "")
            #expect(nobody.status == 401)
            #expect(nobody.fields["www-authenticate"] == #"Bearer realm="trawl""#)
            let expired = try await server.token("old", "admin", ["--expires", "1ms"])
            let revoked = try await server.token("gone", "admin")
            #expect(try await server.ask("GET", "/jobs", token: revoked).status == 200)
            let listed = try await server.trawl("token", "list", "--json")
            let all = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: [[String: Any]]]
            let gone = try #require(all?["tokens"]?.first { $0["name"] as? String == "gone" }?["id"] as? String)
            #expect(try await server.trawl("token", "revoke", gone).isSuccess)
            #expect(!listed.output.contains(revoked))
            var texts: Set<String> = []
            for token in [expired, revoked, "trawl_" + String(repeating: "A", count: 43), "short"] {
                let answer = try await server.ask(
                    "GET",
                    "/jobs",
                    token: token,
                    fields: ["X-Correlation-Id": "same"]
                )
                #expect(answer.status == 401)
                #expect(answer.fields["www-authenticate"]?.contains("invalid_token") == true)
                texts.insert(answer.text)
            }
            #expect(texts.count == 1)
            let basic = try await server.ask(
                "GET",
                "/jobs",
                token: "",
                fields: ["Authorization": "Basic YTpi"]
            )
            #expect(basic.status == 401)
        }
    }

    @Test("A viewer reads, an operator runs the server's profiles, an admin runs commands")
    func roles() async throws {
        try await ServerAtWork.with { server in
            let viewer = try await server.token("vera", "viewer")
            let alice = try await server.token("alice", "operator")
            let profile = #"{"targets":"node01","profile":"quick"}"#
            let commands = #"{"targets":"node01","commands":["id"]}"#
            #expect(try await server.ask("POST", "/jobs", profile, token: viewer).status == 403)
            #expect(try await server.ask("POST", "/jobs", commands, token: alice).status == 403)
            let id = try await server.submit(profile, token: alice)
            #expect(try await server.ask("GET", "/jobs/\(id)", token: viewer)["owner"] == "alice")
            for path in ["cancel", "run", "retry", "nodes/node01/cancel"] {
                #expect(try await server.ask("POST", "/jobs/\(id)/\(path)", token: viewer).status == 403)
            }
            #expect(try await server.ask("DELETE", "/jobs/\(id)", token: viewer).status == 403)
            try await server.settled(id)
            let adHoc = try await server.submit(commands)
            try await server.settled(adHoc)
            let events = try await server.ask("GET", "/jobs/\(id)/audit").list("events")
            #expect(events.first?["actor_id"] as? String == "alice")
            #expect(events.first?["actor_type"] as? String == "operator")
            #expect(
                try await server.ask("GET", "/jobs/\(adHoc)/audit").list("events").first?["actor_type"] as? String
                    == "admin"
            )
        }
    }

    @Test("A job of another project gets the answer of a job that never was, and nothing is stored")
    func foreign() async throws {
        try await ServerAtWork.with { server in
            let alice = try await server.token("alice", "operator", project: "red")
            let bob = try await server.token("bob", "operator", project: "blue")
            let id = try await server.submit(#"{"targets":"node01","profile":"long"}"#, token: alice)
            let never = "01KAJ5X0000000000000000000"
            let calls = [
                ("GET", ""), ("DELETE", ""), ("POST", "/run"), ("POST", "/cancel"), ("POST", "/retry"),
                ("GET", "/nodes"), ("GET", "/nodes?view=compact"), ("GET", "/nodes/node01"),
                ("POST", "/nodes/node01/cancel"), ("GET", "/failures"), ("GET", "/audit"), ("HEAD", ""),
            ]
            for (method, rest) in calls {
                let foreign = try await server.ask(
                    method,
                    "/jobs/\(id)\(rest)",
                    token: bob,
                    fields: ["X-Correlation-Id": "same"]
                )
                let missing = try await server.ask(
                    method,
                    "/jobs/\(never)\(rest)",
                    token: bob,
                    fields: ["X-Correlation-Id": "same"]
                )
                #expect(foreign.status == 404, "\(method) \(rest)")
                #expect(foreign.text.replacing(id, with: never) == missing.text, "\(method) \(rest)")
                var (fields, others) = (foreign.fields, missing.fields)
                fields["date"] = nil
                others["date"] = nil
                #expect(fields == others, "\(method) \(rest)")
            }
            #expect(try await server.ask("GET", "/jobs", token: bob).list("jobs").isEmpty)
            #expect(try await server.ask("GET", "/jobs/\(id)/audit").list("events").count == 2)
            #expect(try await server.ask("POST", "/jobs/\(id)/cancel").status == 200)
            try await server.settled(id)
        }
    }
}
