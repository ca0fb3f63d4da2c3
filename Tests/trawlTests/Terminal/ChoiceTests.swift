import Testing

@testable import trawl

@Suite("When to colour, and how to tell progress")
struct ChoiceTests {
    private func environment(_ variables: [String: String]) -> Environment {
        Environment(variables: variables, home: "/h/alice", userName: "alice", workingDirectory: "/here")
    }

    @Test(
        "--color over NO_COLOR over TERM=dumb over the terminal",
        arguments: [
            (.auto, [:], true, true), (.auto, [:], false, false),
            (.auto, ["NO_COLOR": "1"], true, false), (.auto, ["NO_COLOR": ""], true, true),
            (.auto, ["TERM": "dumb"], true, false), (.auto, ["TERM": "xterm"], true, true),
            (.always, ["NO_COLOR": "1", "TERM": "dumb"], false, true), (.never, [:], true, false),
        ] as [(ColourChoice, [String: String], Bool, Bool)]
    )
    func colour(_ choice: ColourChoice, _ variables: [String: String], _ isTerminal: Bool, _ wanted: Bool) {
        #expect(choice.decide(environment(variables), isTerminal: isTerminal) == wanted)
    }

    @Test(
        arguments: [
            (.auto, [:], true, .tty), (.auto, [:], false, .plain), (.auto, ["TERM": "dumb"], true, .plain),
            (.auto, ["TRAWL_PROGRESS": "json"], true, .json), (.auto, ["TRAWL_PROGRESS": "auto"], true, .tty),
            (.plain, ["TRAWL_PROGRESS": "json"], true, .plain), (.none, [:], true, .none), (.tty, [:], false, .tty),
        ] as [(ProgressChoice, [String: String], Bool, ProgressChoice)]
    )
    func progress(
        _ choice: ProgressChoice,
        _ variables: [String: String],
        _ isTerminal: Bool,
        _ wanted: ProgressChoice
    )
        throws
    {
        #expect(try choice.decide(environment(variables), isTerminal: isTerminal) == wanted)
    }

    @Test func unknownProgress() {
        #expect(throws: CommandFailure.self) {
            try ProgressChoice.auto.decide(environment(["TRAWL_PROGRESS": "loud"]), isTerminal: true)
        }
    }

    @Test("The data directory: option, TRAWL_DATA_DIR, XDG_STATE_HOME, home")
    func dataDirectory() throws {
        let all = ["TRAWL_DATA_DIR": "data", "XDG_STATE_HOME": "/state"]
        #expect(try environment(all).dataDirectory(given: "~/here") == "/h/alice/here")
        #expect(try environment(all).dataDirectory(given: nil) == "/here/data")
        #expect(try environment(["XDG_STATE_HOME": "/state"]).dataDirectory(given: nil) == "/state/trawl")
        #expect(
            try environment(["XDG_STATE_HOME": "state"]).dataDirectory(given: nil) == "/h/alice/.local/state/trawl"
        )
        #expect(try environment(["TRAWL_DATA_DIR": ""]).dataDirectory(given: nil) == "/h/alice/.local/state/trawl")
    }
}
