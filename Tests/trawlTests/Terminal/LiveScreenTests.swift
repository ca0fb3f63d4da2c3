import Testing

@testable import trawl

@Suite("Bringing the view to the screen")
struct LiveScreenTests {
    @Test("The first frame is written where the cursor is; the next one over it; an equal one not at all")
    func frames() {
        var screen = LiveScreen()
        #expect(screen.frame(["one", "two"], columns: 80) == "\r\u{1B}[Jone\r\ntwo\r\n")
        #expect(screen.frame(["one", "two"], columns: 80) == "")
        #expect(screen.frame(["one", "too"], columns: 80) == "\r\u{1B}[2A\u{1B}[2Kone\r\n\u{1B}[2Ktoo\r\n")
        #expect(screen.frame(["one"], columns: 80) == "\r\u{1B}[2A\u{1B}[Jone\r\n")
        #expect(screen.erase(columns: 80) == "\r\u{1B}[1A\u{1B}[J")
        #expect(screen.erase(columns: 80) == "")
    }

    @Test("What is said stays above the view")
    func saying() {
        var screen = LiveScreen()
        _ = screen.frame(["view"], columns: 80)
        #expect(screen.say(["said"], columns: 80) == "\r\u{1B}[1A\u{1B}[Jsaid\r\n\r\u{1B}[Jview\r\n")
        #expect(screen.frame(["view"], columns: 80) == "")
    }

    @Test("A terminal that became narrower has wrapped the old lines")
    func narrower() {
        var screen = LiveScreen()
        _ = screen.frame(["\u{1B}[31m0123456789\u{1B}[0m", "x"], columns: 20)
        #expect(screen.frame(["y"], columns: 4) == "\r\u{1B}[4A\u{1B}[Jy\r\n")
    }

    @Test("After a stop the view begins anew")
    func stopped() {
        var screen = LiveScreen()
        _ = screen.frame(["view"], columns: 80)
        screen.forget()
        #expect(screen.frame(["view"], columns: 80) == "\r\u{1B}[Jview\r\n")
    }
}
