import Foundation
import Testing
import TrawlTestKit

@Suite("A census of what this process holds")
struct LeakCensusTests {
    @Test("A file left open is counted and named, and its closing is seen")
    func leftOpen() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write("text", to: "below/left-open.txt")
            let before = LeakCensus()
            let handle = try FileHandle(forReadingFrom: file)
            let opened = LeakCensus().opened(since: before).values.filter { $0 == file.path }
            #expect(opened.count == 1)
            let failure = await #expect(throws: NeverHappened.self) {
                try await before.regained(within: .milliseconds(20)) { $0.hasPrefix(folder.path) }
            }
            #expect(failure?.what.contains("left-open.txt") == true)
            try handle.close()
            try await before.regained { $0.hasPrefix(folder.path) }
            #expect(before.threads > 0)
        }
    }
}
