import Testing

@testable import trawl

@Suite("Where a server is")
struct ServerAddressTests {
    @Test(
        "What people write is understood",
        arguments: ["http://h:7422", "http://h:7422/", "http://h:7422/api/v1", "http://h:7422/api/v1/"]
    )
    func written(url: String) throws {
        let address = try ServerAddress(url: url, token: "t")
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
        #expect(throws: CommandFailure.self) { try ServerAddress(url: "http://h", token: "a\nb") }
        #expect(!"\(try ServerAddress(url: "http://h", token: "hidden"))".contains("hidden"))
    }
}
