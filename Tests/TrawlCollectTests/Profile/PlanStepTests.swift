import SSHClient
import Testing

@testable import TrawlCollect

@Suite("What a step may say")
struct PlanStepTests {
    @Test("A command is refused exactly where it would not fit into its exec request, quotes counted")
    func length() {
        for character in ["a", "'"] {
            let room = SSHSession.longestCommand - Tether.length(running: "")
            let command = String(repeating: character, count: room / (character == "'" ? 4 : 1))
            #expect(PlanStep.fault(ofCommand: command) == nil)
            #expect(PlanStep.fault(ofCommand: command + character)?.contains("too long to be sent") == true)
        }
    }
}
