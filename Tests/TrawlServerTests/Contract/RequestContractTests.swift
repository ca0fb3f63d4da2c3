import Foundation
import NIOCore
import NIOPosix
import Testing
import TrawlTestKit

@Suite("What is wrong with a request is told, over HTTP")
struct RequestContractTests {
    @Test("A body that is not what is meant is refused with the field at fault, and nothing is stored")
    func bodies() async throws {
        let cases: [(body: String, status: Int, field: String?)] = [
            ("{", 400, nil),
            ("", 400, nil),
            ("[]", 422, ""),
            (#"{"targets":"node01"}"#, 422, "profile"),
            (#"{"profile":"quick"}"#, 422, "targets"),
            (#"{"targets":[],"profile":"quick"}"#, 422, "targets"),
            (#"{"targets":"nobody","profile":"quick"}"#, 422, "targets"),
            (#"{"targets":"node[1-","profile":"quick"}"#, 422, "targets"),
            (#"{"targets":7,"profile":"quick"}"#, 422, "targets"),
            (#"{"targets":"all","profile":"qick"}"#, 422, "profile"),
            (#"{"targets":"all","profile":"../quick"}"#, 422, "profile"),
            (#"{"targets":"all","profile":"quick","parameters":{"path":"x"}}"#, 422, "parameters"),
            (#"{"targets":"all","commands":["id"],"parameters":{"path":"x"}}"#, 422, "parameters"),
            (#"{"targets":"all","profile":"quick","commands":["id"]}"#, 422, "commands"),
            (#"{"targets":"all","commands":[]}"#, 422, "commands"),
            (#"{"targets":"all","commands":[" "]}"#, 422, "commands"),
            (#"{"targets":"all","commands":["id",7]}"#, 422, "commands[1]"),
            (#"{"targets":"all","profile":"quick","proflie":1}"#, 422, "proflie"),
            (#"{"targets":"all","profile":"quick","name":"a\nb"}"#, 422, "name"),
            (#"{"targets":"all","profile":"quick","start":"yes"}"#, 422, "start"),
            (#"{"targets":"all","profile":"quick","commands":null}"#, 422, "commands"),
            (#"{"targets":"all","profile":"quick","options":{"retries":101}}"#, 422, "options.retries"),
            (#"{"targets":"all","profile":"quick","options":{"retries":1.5}}"#, 422, "options.retries"),
            (#"{"targets":"all","profile":"quick","options":{"max_failures":"101%"}}"#, 422, "options.max_failures"),
            (#"{"targets":"all","profile":"quick","options":{"max_failures":"5"}}"#, 422, "options.max_failures"),
            (#"{"targets":"all","profile":"quick","options":{"max_failures":0}}"#, 422, "options.max_failures"),
            (#"{"targets":"all","profile":"quick","options":{"deadline_s":0}}"#, 422, "options.deadline_s"),
            (#"{"targets":"all","profile":"quick","options":{"speed":1}}"#, 422, "options.speed"),
            (#"{"targets":"all","profile":"quick","options":{"concurrency":1001}}"#, 422, "options.concurrency"),
        ]
        try await ServerAtWork.with { server in
            for (body, status, field) in cases {
                let answer = try await server.ask("POST", "/jobs", body)
                #expect(answer.status == status, "\(body): \(answer.text)")
                #expect(answer["field"] == field, "\(body): \(answer.text)")
                #expect(answer["request_id"] == answer.fields["x-correlation-id"])
                #expect(answer["message"]?.isEmpty == false)
            }
            let meant = try await server.ask("POST", "/jobs", #"{"targets":"all","proflie":"quick"}"#)
            #expect(meant["message"]?.contains(#"did you mean "profile"?"#) == true)
            let place = try await server.ask("POST", "/jobs", "{\n  \"targets\": all\n}")
            #expect(place["message"]?.contains("line 2") == true, "\(place.text)")
            let type = try await server.ask("POST", "/jobs", "targets=all", fields: ["Content-Type": "text/plain"])
            #expect(type.status == 415)
            #expect(try await server.ask("GET", "/jobs").list("jobs").isEmpty)
        }
    }

    @Test("What has nothing to say may say so, and nothing else: then nothing is done")
    func bodiesOfMoves() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let id = try await server.submit(#"{"targets":"node01","profile":"long","start":false}"#)
            let calls = [
                ("POST", "/run"), ("POST", "/cancel"), ("POST", "/retry"), ("DELETE", ""),
                ("POST", "/nodes/node01/cancel"),
            ]
            for (method, rest) in calls {
                let path = "/jobs/\(id)\(rest)"
                let field = try await server.ask(method, path, #"{"reason":"late"}"#)
                #expect(field.status == 422 && field["field"] == "reason", "\(method) \(rest): \(field.text)")
                #expect(try await server.ask(method, path, "garbage").status == 400)
                let form = ["Content-Type": "application/x-www-form-urlencoded"]
                #expect(try await server.ask(method, path, "a=b", fields: form).status == 415)
            }
            #expect(try await server.ask("GET", "/jobs/\(id)")["status"] == "PENDING")
            #expect(try await server.ask("POST", "/jobs/\(id)/run", "{}").status == 200)
            let empty = ["Content-Type": "application/x-www-form-urlencoded"]
            #expect(try await server.ask("POST", "/jobs/\(id)/cancel", "", fields: empty).status == 200)
            try await server.settled(id)
        }
    }

    @Test("Addresses, methods, parameters and sizes have their own statuses, in JSON")
    func requests() async throws {
        try await ServerAtWork.with(nodes: 3, ["--set", "limits.nodes_per_job=2"]) { server in
            let missing = try await server.ask("GET", "/api/v1/nowhere")
            #expect(missing.status == 404)
            #expect(missing["error"] == "ROUTE_NOT_FOUND")
            let wrong = try await server.ask("PUT", "/api/v1/jobs")
            #expect(wrong.status == 405)
            #expect(wrong.fields["allow"] == "GET, HEAD, POST")
            #expect(wrong["error_code"] == "METHOD_NOT_ALLOWED")
            #expect(try await server.ask("GET", "/jobs/x/cancel").fields["allow"] == "POST")
            let typo = try await server.ask("GET", "/jobs?stauts=FAILED")
            #expect(typo.status == 400)
            #expect(typo["field"] == "stauts")
            #expect(typo["message"]?.contains(#"did you mean "status"?"#) == true)
            for query in [
                "limit=0", "limit=501", "limit=x", "status=DONE", "status=", "q=", "q=%FF", "limit=1&limit=2",
            ] {
                #expect(try await server.ask("GET", "/jobs?\(query)").status == 400, "\(query)")
            }
            let large = try await server.ask("POST", "/jobs", String(repeating: " ", count: 2 << 20))
            #expect(large.status == 413)
            #expect(large["error_code"] == "LIMIT_EXCEEDED")
            let many = try await server.ask("POST", "/jobs", #"{"targets":"all","profile":"quick"}"#)
            #expect(many.status == 422)
            #expect(many["field"] == "targets")
            let odd = try await server.ask("GET", "/healthz", fields: ["X-Correlation-Id": "a b"])
            #expect(odd.fields["x-correlation-id"]?.hasPrefix("req-") == true)
            let fields = try await server.ask(
                "GET",
                "/healthz",
                fields: ["X-Long": String(repeating: "a", count: 20_000)]
            )
            #expect(fields.status == 431)
            #expect(fields["error"] == "HEADER_FIELDS_TOO_LARGE")
            #expect(try await server.ask("GET", "/healthz").status == 200)
        }
    }

    @Test("What is no HTTP is answered in JSON too, and the connection is closed")
    func nonsense() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let port = try #require(URL(string: server.url)?.port)
            let talk = "exec 3<>/dev/tcp/127.0.0.1/\(port); printf 'NONSENSE\\r\\n\\r\\n' >&3; cat <&3"
            let answer = try await ChildProcess.run("bash", ["-c", talk])
            #expect(answer.output.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.output.contains(#""error_code":"MALFORMED_REQUEST""#))
        }
    }

    @Test("The server's own things: health, profiles, inventory, metrics, local token")
    func service() async throws {
        try await ServerAtWork.with { server in
            #expect(try await server.ask("GET", "/healthz", token: "").text == #"{"reasons":[],"status":"ok"}"#)
            #expect(try await server.ask("GET", "/readyz", token: "").status == 200)
            #expect(try await server.ask("GET", "/metrics", token: "").status == 401)
            let id = try await server.submit(#"{"targets":"all","profile":"quick"}"#)
            try await server.settled(id)
            let metrics = try await server.ask("GET", "/metrics")
            #expect(metrics.fields["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(metrics.text.contains(#"trawl_attempts_ended_total{state="SUCCEEDED"} 4"#))
            #expect(metrics.text.contains(#"trawl_stage_seconds_count{stage="collecting"} 4"#))
            let profiles = try await server.ask("GET", "/api/v1/profiles").list("profiles")
            #expect(profiles.compactMap { $0["name"] as? String }.contains("quick"))
            let profile = try await server.ask("GET", "/api/v1/profiles/quick")
            #expect((profile.json["steps"] as? [[String: Any]])?.first?["run"] as? String == "id -un")
            #expect(try await server.ask("GET", "/api/v1/profiles/..%2Fquick").status == 404)
            let nodes = try await server.ask("GET", "/api/v1/inventory?targets=node%5B01-02%5D").list("nodes")
            #expect(nodes.compactMap { $0["node"] as? String } == ["node01", "node02"])
            #expect(try await server.ask("GET", "/api/v1/inventory?targets=nobody").status == 400)
            let note = try FileManager.default.attributesOfItem(
                atPath: server.folder.file("data/local-server.json").path
            )
            #expect((note[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
    }

    @Test("A server that is not ready says why")
    func readiness() async throws {
        try await ServerAtWork.with(nodes: 1, ["--set", "data.disk_floor=1024TiB"]) { server in
            let answer = try await server.ask("GET", "/readyz", token: "")
            #expect(answer.status == 503)
            #expect(answer["status"] == "unavailable")
            #expect(answer.text.contains("the floor is"))
            #expect(try await server.ask("GET", "/healthz", token: "").status == 200)
        }
    }
}
