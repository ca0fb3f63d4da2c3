import Hummingbird
import Testing
import TrawlTestKit

@testable import TrawlServer

/// What an event stream writes while nothing happens; the clock is the test's.
@Suite("Heartbeats of event streams", .timeLimit(.minutes(5)))
struct HeartbeatTests {
    @Test("A comment comes after fifteen seconds of silence, and again after fifteen more")
    func comments() async throws {
        let clock = ManualClock()
        let farewell = StreamFarewell()
        let stream = try await QuietJob().stream(clock, farewell: farewell) { true }
        let written = Observed("")
        let task = Task { [stream] in
            var stream = stream
            var writer: any ResponseBodyWriter = QuietJob.Paper(written: written)
            try await stream.run(&writer)
        }
        for expected in [": still here\n\n", ": still here\n\n: still here\n\n"] {
            let before = written.value
            for second in 1...15 {
                try await clock.sleepers(atLeast: 1)
                if second == 15 { #expect(written.value == before, "before its time") }
                clock.advance(by: .seconds(1))
            }
            try await written.until { $0 == expected }
        }
        farewell.say()
        try await task.value
        #expect(written.value.hasSuffix("event: end\ndata: {\"event\":\"end\",\"reason\":\"shutdown\"}\n\n"))
    }
}
