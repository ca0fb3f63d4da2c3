import Foundation
import Testing
import TrawlTestKit

@Suite("The page's session, over HTTP")
struct SessionTests {
    private let fromPage = ["Sec-Fetch-Site": "same-origin", "X-Trawl-Page": "1"]

    /// Signs in; answers the cookie as a browser sends it.
    private func signIn(_ server: ServerAtWork, _ token: String? = nil) async throws -> String {
        let answer = try await server.ask("POST", "/api/v1/session", token: token, fields: fromPage)
        try #require(answer.status == 204)
        let field = try #require(answer.fields["set-cookie"])
        #expect(field.contains("; HttpOnly"))
        #expect(field.contains("; SameSite=Strict"))
        #expect(field.contains("; Path=/;"))
        #expect(!field.contains("Secure"))
        return String(field.prefix { $0 != ";" })
    }

    private func ask(
        _ server: ServerAtWork,
        _ method: String,
        _ path: String,
        _ cookie: String,
        _ fields: [String: String] = [:]
    ) async throws -> Answer {
        try await server.ask(method, "/api/v1\(path)", token: "", fields: fields.merging(["Cookie": cookie]) { $1 })
    }

    @Test("It lets in whom its token does, says who that is, and is over once it was ended")
    func life() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let token = try await server.token("alice", "operator")
            #expect(try await server.ask("GET", "/api/v1/session", token: "").status == 204)
            let cookie = try await signIn(server, token)
            #expect(!cookie.contains(token))
            let who = try await ask(server, "GET", "/session", cookie)
            #expect(who["name"] == "alice")
            #expect(who["role"] == "operator")
            #expect(try await ask(server, "GET", "/jobs", cookie).status == 200)
            #expect(try await server.ask("GET", "/jobs", token: "", fields: ["Cookie": "a=b; \(cookie)"]).status == 200)
            let other = try await signIn(server, token)
            let ended = try await ask(server, "DELETE", "/session", cookie, fromPage)
            #expect(ended.status == 204)
            #expect(ended.fields["set-cookie"]?.contains("Max-Age=0") == true)
            // Also for whoever kept a copy; the same token's other session goes on.
            #expect(try await ask(server, "GET", "/jobs", cookie).status == 401)
            #expect(try await ask(server, "GET", "/session", cookie).status == 204)
            #expect(try await ask(server, "GET", "/jobs", other).status == 200)
        }
    }

    @Test("It goes on after a restart; one that was ended stays so")
    func restart() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 1)
                var server = try await ServerAtWork.start(folder, fleet)
                let (kept, ended) = (try await signIn(server), try await signIn(server))
                #expect(try await ask(server, "DELETE", "/session", ended, fromPage).status == 204)
                _ = try await server.stop()
                server = try await ServerAtWork.start(folder, fleet)
                #expect(try await ask(server, "GET", "/jobs", kept).status == 200)
                #expect(try await ask(server, "GET", "/jobs", ended).status == 401)
                let rights = try FileManager.default.attributesOfItem(
                    atPath: folder.file("data/ended-sessions.json").path
                )
                #expect((rights[.posixPermissions] as? NSNumber)?.intValue == 0o600)
                _ = try await server.stop()
            }
        }
    }

    @Test("It ends with its token, and one that was changed or made elsewhere is none")
    func revoked() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let token = try await server.token("bob", "viewer", project: "default", ["--expires", "1h"])
            let cookie = try await signIn(server, token)
            let listed = try await server.trawl("token", "list", "--json")
            let all = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: [[String: Any]]]
            let id = try #require(all?["tokens"]?.first { $0["name"] as? String == "bob" }?["id"] as? String)
            #expect(try await ask(server, "GET", "/jobs", cookie).status == 200)
            for place in [20, 60, 100, 130] where place < cookie.count {
                var text = Array(cookie)
                text[place] = text[place] == "A" ? "B" : "A"
                #expect(try await ask(server, "GET", "/jobs", String(text)).status == 401, "\(place)")
            }
            for text in [
                "trawl_session=x", "trawl_session=\(token)", "trawl_session=" + String(repeating: "A", count: 120),
            ] {
                #expect(try await ask(server, "GET", "/jobs", text).status == 401)
            }
            // A session that made the next one would never end.
            #expect(try await ask(server, "POST", "/session", cookie, fromPage).status == 401)
            #expect(try await server.trawl("token", "revoke", id).isSuccess)
            #expect(try await ask(server, "GET", "/jobs", cookie).status == 401)
            #expect(try await ask(server, "GET", "/session", cookie).status == 204)
        }
    }

    @Test("By cookie, only the page itself changes anything; roles count as they do for tokens")
    func forgery() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let id = try await server.submit(#"{"targets":"node01","profile":"long"}"#)
            try await server.runs("sleep 4711", on: 1)
            let cookie = try await signIn(server)
            let refused: [[String: String]] = [
                [:], ["X-Trawl-Page": "1"], ["Sec-Fetch-Site": "same-origin"],
                ["Sec-Fetch-Site": "cross-site", "X-Trawl-Page": "1"],
                ["Sec-Fetch-Site": "same-site", "X-Trawl-Page": "1"], ["Sec-Fetch-Site": "none", "X-Trawl-Page": "1"],
            ]
            for fields in refused {
                let answer = try await ask(server, "POST", "/jobs/\(id)/cancel", cookie, fields)
                #expect(answer.status == 403, "\(fields)")
                #expect(answer["error"] == "CROSS_SITE_REQUEST", "\(fields)")
                #expect(try await ask(server, "DELETE", "/session", cookie, fields).status == 403, "\(fields)")
            }
            #expect(try await server.ask("GET", "/jobs/\(id)")["status"] == "RUNNING")
            let elsewhere = try await server.ask("POST", "/api/v1/session", fields: ["Sec-Fetch-Site": "cross-site"])
            #expect(elsewhere.status == 403)
            let viewer = try await signIn(server, try await server.token("vera", "viewer"))
            #expect(try await ask(server, "POST", "/jobs/\(id)/cancel", viewer, fromPage)["error"] == "FORBIDDEN")
            #expect(try await ask(server, "POST", "/jobs/\(id)/cancel", cookie, fromPage).status == 200)
            try await server.settled(id)
        }
    }
}
