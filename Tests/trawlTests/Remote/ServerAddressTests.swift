import Testing

@testable import trawl

@Suite("Where a server is")
struct ServerAddressTests {
    @Test(
        "What people write is understood",
        arguments: ["http://h:7422", "http://h:7422/", "http://h:7422/api/v1", "http://h:7422/api/v1/"]
    )
    func written(url: String) throws {
        let address = try ServerAddress(url: url, token: "t", allowsPlain: true)
        var call = ServerCall()
        call.path = ["jobs", "a b/c?"]
        call.query = [("q", "x&y=ü")]
        #expect(call.url(at: address) == "http://h:7422/api/v1/jobs/a%20b%2Fc%3F?q=x%26y%3D%C3%BC")
    }

    @Test("What is none is refused", arguments: ["", "h:7422", "ftp://h", "http://", "http://user@h", "http://h/?x"])
    func refused(url: String) {
        #expect(throws: CommandFailure.self) { try ServerAddress(url: url, token: "t") }
    }

    @Test("A token with a line end in it is none, and no address shows its token")
    func tokens() throws {
        #expect(throws: CommandFailure.self) { try ServerAddress(url: "https://h", token: "a\nb") }
        #expect(!"\(try ServerAddress(url: "https://h", token: "hidden"))".contains("hidden"))
    }

    @Test(
        "A token goes without TLS to this machine alone",
        arguments: [
            "http://127.0.0.1:7422", "http://127.1.2.3", "http://localhost:7422", "http://LOCALHOST",
            "http://trawl.localhost", "http://[::1]:7422", "https://logs.example.org", "https://192.0.2.1",
        ]
    )
    func kept(url: String) throws {
        _ = try ServerAddress(url: url, token: "t")
    }

    @Test(
        "Elsewhere it goes only where somebody says so",
        arguments: [
            "http://logs.example.org:7422", "http://192.0.2.1", "http://127.0.0.1.example.org", "http://[2001:db8::1]",
            "http://localhost.example.org", "http://0.0.0.0", "http://127.example.org",
        ]
    )
    func plain(url: String) throws {
        let refusal = #expect(throws: CommandFailure.self) { try ServerAddress(url: url, token: "t") }
        #expect(refusal?.message.contains("--plain-http") == true)
        #expect(refusal?.status == .usage)
        _ = try ServerAddress(url: url, token: "t", allowsPlain: true)
    }

    @Test("TRAWL_PLAIN_HTTP is yes or no, and no by itself")
    func variable() throws {
        var environment = Environment(variables: [:], home: "/", userName: "a", workingDirectory: "/")
        #expect(try !environment.flag("TRAWL_PLAIN_HTTP"))
        environment.variables["TRAWL_PLAIN_HTTP"] = "1"
        #expect(try environment.flag("TRAWL_PLAIN_HTTP"))
        environment.variables["TRAWL_PLAIN_HTTP"] = "perhaps"
        #expect(throws: CommandFailure.self) { try environment.flag("TRAWL_PLAIN_HTTP") }
    }
}
