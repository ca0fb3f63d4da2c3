import Foundation
import Testing
import TrawlDomain
import TrawlServer
import TrawlStore
import TrawlTestKit

@Suite("The note by which the command line finds its server")
struct LocalAccessTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("It lets the local user in and nobody else read it; its address goes with the server, its token stays")
    func note() async throws {
        try await TemporaryFolder.with { folder in
            let access = LocalAccess(dataDirectory: folder.path)
            let tokens: any TokenStore = MemoryJobStore()
            // Nothing to forget is no fault.
            try access.forgetAddress()
            #expect(access.read() == nil)

            try await access.prepare(url: "http://127.0.0.1:7422", tokens: tokens, owner: "alice", now: now)
            let note = try #require(access.read())
            #expect(note.url == "http://127.0.0.1:7422")
            let rights = try FileManager.default.attributesOfItem(atPath: access.path)[.posixPermissions] as? Int
            #expect(rights == 0o600)
            let hash = try #require(TokenSecret(note.token)?.hash)
            #expect(try await tokens.token(hashed: hash)?.role == .admin)

            try access.forgetAddress()
            #expect(access.read() == LocalAccess.Note(url: "", token: note.token))
            try access.forgetAddress()
            try await access.prepare(url: "http://127.0.0.1:7423", tokens: tokens, owner: "alice", now: now)
            #expect(access.read() == LocalAccess.Note(url: "http://127.0.0.1:7423", token: note.token))
            #expect(try await tokens.tokens(of: nil).count == 1)
        }
    }

    @Test("A token that was revoked is made anew, and what stands half in the file is no note")
    func anew() async throws {
        try await TemporaryFolder.with { folder in
            let access = LocalAccess(dataDirectory: folder.path)
            let tokens: any TokenStore = MemoryJobStore()
            try await access.prepare(url: "http://127.0.0.1:1", tokens: tokens, owner: "alice", now: now)
            let first = try #require(access.read())
            let id = try #require(try await tokens.tokens(of: nil).first?.id)
            _ = try await tokens.revokeToken(id, at: now)
            try await access.prepare(url: "http://127.0.0.1:1", tokens: tokens, owner: "alice", now: now)
            #expect(access.read()?.token != first.token)
            try folder.write("{\"url\":\"http://127", to: "local-server.json")
            #expect(access.read() == nil)
            try access.forgetAddress()
        }
    }

    @Test("The commands find a server by it, and the data directory itself once the server is gone, however it went")
    func found() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 1)
                let server = try await ServerAtWork.start(folder, fleet)
                _ = try await server.submit(#"{"targets":"all","profile":"quick","start":false,"name":"kept"}"#)
                #expect(try await server.trawl("show", "last").output.contains(server.url))
                server.child.kill()
                _ = try await server.child.exit()
                let shown = try await server.trawl("show", "last")
                #expect(shown.output.contains("kept"), "\(shown.errors)")
                #expect(!shown.output.contains(server.url))
            }
        }
    }
}
