import Foundation
import Testing
import TrawlServer
import TrawlStore

@Suite("Readiness")
struct ReadinessTests {
    @Test("A folder that takes no writes is told with the system's reason", arguments: ["/proc", "/nonexistent"])
    func unwritable(directory: String) async {
        let readiness = Readiness(directory: directory, floor: 0, store: MemoryJobStore(), isClosing: { false })
        let reasons = await readiness.reasons()
        #expect(reasons.contains { $0.hasPrefix("The data directory cannot be written: ") })
    }

    @Test func closing() async {
        let readiness = Readiness(directory: "/", floor: 0, store: MemoryJobStore(), isClosing: { true })
        #expect(await readiness.reasons() == ["The server is shutting down."])
    }
}
