import SSHClient
import Testing

@testable import TrawlCollect

@Suite("What a step may say")
struct PlanStepTests {
    @Test("Whoever watches sees a command of one line, and the name of a longer one")
    func title() {
        #expect(PlanStep(name: "uptime", run: "uptime -p\n", maxBytes: 1).title == "uptime -p")
        #expect(PlanStep(name: "load", run: "uptime\nvmstat 1\n", maxBytes: 1).title == "load")
    }

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
