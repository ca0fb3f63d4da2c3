import Foundation
import Testing
import TrawlTestKit

@Suite("A server that speaks TLS", .timeLimit(.minutes(2)))
struct TLSTests {
    /// Makes a certificate for loopback and its key; answers whether openssl could.
    private func certificate(_ name: String, in folder: TemporaryFolder) async throws {
        let made = try await ChildProcess.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                "-keyout", folder.file("\(name)-key.pem").path, "-out", folder.file("\(name).pem").path,
            ]
        )
        try #require(made.isSuccess, "\(made.errors)")
    }

    private func serve(_ folder: TemporaryFolder, _ certificate: String, _ key: String) throws -> ChildProcess {
        try ChildProcess(
            ProjectFolder.trawl.path,
            [
                "serve", "--port", "0", "--data-dir", folder.file("data").path,
                "--tls-certificate", folder.file(certificate).path, "--tls-key", folder.file(key).path,
            ],
            environment: ["HOME": folder.path, "SSH_AUTH_SOCK": "", "NO_COLOR": "1"]
        )
    }

    @Test("Whoever trusts its certificate is served, whoever does not is not, and HTTP without it gets nothing")
    func live() async throws {
        try await TemporaryFolder.with { folder in
            try await certificate("server", in: folder)
            try await certificate("other", in: folder)
            let server = try serve(folder, "server.pem", "server-key.pem")
            try await server.sees("listens on https://127.0.0.1:", within: .seconds(60))
            let note = try JSONDecoder().decode(
                [String: String].self,
                from: Data(contentsOf: folder.file("data/local-server.json"))
            )
            let (url, token) = (try #require(note["url"]), try #require(note["token"]))
            func jobs(trusting authority: String) async throws -> ChildProcess.Result {
                try await ChildProcess.run(
                    ProjectFolder.trawl.path,
                    ["jobs", "--json"],
                    environment: [
                        "TRAWL_URL": url, "TRAWL_TOKEN": token, "TRAWL_CA": folder.file(authority).path,
                        "HOME": folder.path, "NO_COLOR": "1",
                    ]
                )
            }
            let served = try await jobs(trusting: "server.pem")
            #expect(served.isSuccess, "\(served.errors)")
            #expect(served.output.contains("\"jobs\""))
            let refused = try await jobs(trusting: "other.pem")
            #expect(!refused.isSuccess)
            #expect(refused.errors.lowercased().contains("certificate"), "\(refused.errors)")

            let port = try #require(URL(string: url)?.port)
            let plain = try RawConnection(to: port)
            plain.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try await plain.rest()
            #expect(!answer.contains("HTTP/1.1"))
            // It goes on serving those who speak as they should.
            #expect(try await jobs(trusting: "server.pem").isSuccess)
            server.send(SIGTERM)
            #expect(try await server.result(within: .seconds(60)).isSuccess)
        }
    }

    @Test("A key that is none, or another certificate's, is told with the setting at fault")
    func wrongKey() async throws {
        try await TemporaryFolder.with { folder in
            try await certificate("server", in: folder)
            try await certificate("other", in: folder)
            try folder.write("no key at all\n", to: "text.pem")
            for (files, setting) in [
                (("server.pem", "text.pem"), "listen.tls_key"), (("server.pem", "missing.pem"), "listen.tls_key"),
                (("server.pem", "other-key.pem"), "listen.tls_key"),
                (("text.pem", "server-key.pem"), "listen.tls_certificate"),
            ] {
                let ended = try await serve(folder, files.0, files.1).result(within: .seconds(60))
                #expect(ended.exit == .status(78), "\(files)")
                #expect(ended.errors.contains(setting), "\(files): \(ended.errors)")
                #expect(!ended.output.contains("listens on"))
            }
        }
    }
}
