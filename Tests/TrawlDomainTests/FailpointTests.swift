import Testing
import TrawlDomain

@Suite("Failpoints")
struct FailpointTests {
    @Test(
        "What names no point is refused",
        arguments: ["", "nothing", "job.create.before:0", "job.create.before:x", ":1"]
    )
    func refused(_ text: String) {
        #expect(throws: Failpoint.Unknown.self) { try Failpoint.arm(text) }
    }

    @Test("Names differ, and there is a bit for each")
    func names() {
        #expect(Set(Failpoint.allCases.map(\.rawValue)).count == Failpoint.allCases.count)
        #expect(Failpoint.allCases.count < Int.bitWidth)
    }
}
