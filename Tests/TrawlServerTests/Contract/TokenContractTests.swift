import Foundation
import Testing
import TrawlTestKit

@Suite("Tokens, over HTTP")
struct TokenContractTests {
    @Test("An admin lets somebody in, sees who is, and shuts them out; the secret is shown once and kept nowhere")
    func life() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let wish = #"{"name":"alice","role":"viewer","project_id":"red","expires_in_s":3600}"#
            let made = try await server.ask("POST", "/api/v1/tokens", wish)
            #expect(made.status == 201, "\(made.text)")
            #expect(made.fields["cache-control"] == "no-store")
            let (secret, id) = (try #require(made["token"]), try #require(made["id"]))
            #expect(made["role"] == "viewer" && made["project_id"] == "red" && made["revoked_at"] == nil)
            #expect(try await server.ask("GET", "/jobs", token: secret).status == 200)
            let listed = try await server.ask("GET", "/api/v1/tokens")
            #expect(listed.list("tokens").contains { $0["id"] as? String == id })
            #expect(!listed.text.contains(secret))
            let ended = try await server.ask("DELETE", "/api/v1/tokens/\(id)")
            #expect(ended.status == 200 && ended["revoked_at"] != nil && ended["token"] == nil)
            #expect(try await server.ask("DELETE", "/api/v1/tokens/\(id)")["revoked_at"] == ended["revoked_at"])
            #expect(try await server.ask("GET", "/jobs", token: secret).status == 401)
            #expect(!(try await server.ask("GET", "/api/v1/tokens").text.contains(id)))
            #expect(try await server.ask("GET", "/api/v1/tokens?all=1").text.contains(id))
            #expect(try await server.ask("DELETE", "/api/v1/tokens/tok-000000000000")["error"] == "TOKEN_NOT_FOUND")
            let log = server.child.errors
            #expect(log.contains("token made") && log.contains("token revoked") && !log.contains(secret))
            for name in ["trawl.sqlite", "trawl.sqlite-wal"] {
                let bytes = try Data(contentsOf: server.folder.file("data/\(name)"))
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
            }
        }
    }

    @Test("Nobody but an admin learns or changes anything, and what is asked for wrongly is named")
    func refused() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let before = try await server.ask("GET", "/api/v1/tokens?all=1").list("tokens").count
            for role in ["viewer", "operator"] {
                let token = try await server.token(role, role)
                #expect(try await server.ask("GET", "/api/v1/tokens", token: token).status == 403)
                #expect(try await server.ask("POST", "/api/v1/tokens", #"{"name":"x"}"#, token: token).status == 403)
                #expect(try await server.ask("DELETE", "/api/v1/tokens/tok-x", token: token).status == 403)
            }
            let wrong = [
                (#"{}"#, "name"), (#"{"name":""}"#, "name"), (#"{"name":"a\nb"}"#, "name"),
                (#"{"name":"a","role":"root"}"#, "role"), (#"{"name":"a","expires_in_s":0}"#, "expires_in_s"),
                (#"{"name":"a","project_id":null}"#, "project_id"), (#"{"name":"a","secret":"b"}"#, "secret"),
            ]
            for (body, field) in wrong {
                let answer = try await server.ask("POST", "/api/v1/tokens", body)
                #expect(answer.status == 422 && answer["field"] == field, "\(body): \(answer.text)")
            }
            #expect(try await server.ask("GET", "/api/v1/tokens?all=1").list("tokens").count == before + 2)
        }
    }
}
