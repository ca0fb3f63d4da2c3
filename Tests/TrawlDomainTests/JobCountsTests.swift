import Testing
import TrawlDomain

@Suite("Job counts")
struct JobCountsTests {
    private static let counts = JobCounts(pending: 1, running: 2, succeeded: 4, failed: 8, cancelled: 16)

    @Test("Each state has its own place")
    func subscripts() {
        #expect(NodeStatus.allCases.map { Self.counts[$0] } == [1, 2, 4, 8, 16])
        for status in NodeStatus.allCases {
            var counts = JobCounts()
            counts[status] = 7
            #expect(counts[status] == 7)
            #expect(counts.total == 7)
            #expect(counts.allFinal == status.isFinal)
            #expect(counts.final == (status.isFinal ? 7 : 0))
        }
    }

    @Test("Sums")
    func sums() {
        #expect(Self.counts.total == 31)
        #expect(Self.counts.final == 28)
        #expect(!Self.counts.allFinal)
    }

    @Test("A cancel leaves what is final and makes the rest CANCELLED")
    func afterCancel() {
        #expect(Self.counts.afterCancel == JobCounts(succeeded: 4, failed: 8, cancelled: 19))
    }
}
