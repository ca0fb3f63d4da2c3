import Foundation
import Testing
import TrawlTestKit

@testable import TrawlServer

@Suite("The web page, over HTTP")
struct PageTests {
    private let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    @Test("Every file of its folder is in the program, as it is there")
    func files() throws {
        let folder = ProjectFolder.url.appending(path: "Sources/TrawlServer/Page/Files")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        var found: [String: [UInt8]] = [:]
        for path in paths {
            guard let bytes = FileManager.default.contents(atPath: folder.appending(path: path).path) else { continue }
            found[path] = Array(bytes)
        }
        #expect(found.count > 30)
        #expect(Set(PageFiles.all.map(\.path)) == Set(found.keys))
        for file in PageFiles.all { #expect(file.bytes == found[file.path], "\(file.path)") }
    }

    @Test(
        "Browsers get it at the addresses of jobs, programs get documents there, and nobody has to be signed in for it"
    )
    func addresses() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let id = try await server.submit(#"{"targets":"node01","profile":"quick"}"#)
            try await server.settled(id)
            for path in ["/", "/new", "/jobs", "/jobs/\(id)", "/jobs/\(id)/nodes/node01", "/jobs/none"] {
                let page = try await server.ask("GET", path, token: "", fields: ["Accept": browser])
                #expect(page.status == 200, "\(path)")
                #expect(page.fields["content-type"] == "text/html; charset=utf-8", "\(path)")
                #expect(page.fields["vary"]?.contains("Accept") == true, "\(path)")
                let policy = page.fields["content-security-policy"] ?? ""
                #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"), "\(policy)")
                #expect(!policy.contains("unsafe"))
                #expect(!page.text.contains("{{"), "\(path)")
                let tag = try #require(page.fields["etag"])
                let again = try await server.ask(
                    "GET",
                    path,
                    token: "",
                    fields: ["Accept": browser, "If-None-Match": tag]
                )
                #expect(again.status == 304, "\(path)")
            }
            for accept in ["*/*", "application/json", ""] {
                let job = try await server.ask(
                    "GET",
                    "/jobs/\(id)",
                    fields: accept.isEmpty ? [:] : ["Accept": accept]
                )
                #expect(job["job_id"] == id, "\(accept)")
            }
            // What is below the prefix is the API's alone, and so is what a browser downloads.
            #expect(try await server.ask("GET", "/api/v1/jobs/\(id)", fields: ["Accept": browser])["job_id"] == id)
            let text = try await server.ask("GET", "/jobs/\(id)/nodes/node01/transcript", fields: ["Accept": browser])
            #expect(text.text.contains("step who"))
            #expect(try await server.ask("POST", "/new").status == 405)
        }
    }

    @Test("Its files are named by what is in them, kept for good, and nothing else can be asked for there")
    func assets() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let shell = try await server.ask("GET", "/", token: "")
            let links = shell.text.matches(of: /(?:href|src)="(\/page\/[^"]+)"/).map { String($0.output.1) }
            #expect(links.count > 30)
            for link in Set(links) {
                let file = try await server.ask("GET", link, token: "")
                #expect(file.status == 200, "\(link)")
                #expect(file.fields["cache-control"] == "public, max-age=31536000, immutable", "\(link)")
                #expect(file.fields["x-content-type-options"] == "nosniff", "\(link)")
                #expect(file.fields["content-type"]?.hasPrefix("text/html") == false, "\(link)")
            }
            let base = try #require(links.first { $0.hasSuffix("/main.js") }).dropLast("main.js".count)
            for path in ["\(base)nothing.js", "\(base)../index.html", "/page/000000000000/main.js", "/page/"] {
                #expect(try await server.ask("GET", path, token: "").status == 404, "\(path)")
            }
            let head = try await server.ask("HEAD", "\(base)main.js", token: "")
            #expect(head.status == 200)
            #expect(head.text.isEmpty)
        }
    }
}
