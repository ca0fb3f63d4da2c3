import Hummingbird
import Testing
import TrawlEngine
import TrawlTestKit

@testable import TrawlServer

/// The end of a stream of a job that is taken away under it.
@Suite("An event stream of a job that is deleted")
struct DeletedStreamTests {
    @Test("It ends with that")
    func deleted() async throws {
        let job = try await QuietJob()
        // Gone before the feed looks again: all that it finds is that nothing comes any more.
        _ = try await job.service.cancel(job.id, by: job.principal, correlationID: "req-1")
        try await job.service.delete(job.id, by: job.principal)
        var stream = job.stream(ContinuousClock()) { (try? await job.service.job(job.id, for: job.principal)) != nil }
        let written = Observed("")
        var writer: any ResponseBodyWriter = QuietJob.Paper(written: written)
        try await stream.run(&writer)
        #expect(written.value.hasSuffix("event: end\ndata: {\"event\":\"end\",\"reason\":\"deleted\"}\n\n"))
    }
}
