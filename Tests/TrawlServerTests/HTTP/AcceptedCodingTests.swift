import Testing
import TrawlServer

@Suite("What Accept-Encoding says")
struct AcceptedCodingTests {
    @Test(arguments: [
        ("gzip", true), ("gzip, deflate, br", true), ("br;q=1.0, gzip;q=0.5, *;q=0", true), ("GZIP", true), ("*", true),
        ("", false), ("identity", false), ("gzip;q=0", false), ("*;q=0", false), ("gzip;q=0, *", false), ("br", false),
    ])
    func gzip(_ field: String, _ isTaken: Bool) {
        #expect(AcceptedCoding.isGzip(field) == isTaken)
    }

    @Test func absent() { #expect(!AcceptedCoding.isGzip(nil)) }
}
