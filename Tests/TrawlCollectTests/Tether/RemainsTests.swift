import Testing

@testable import TrawlCollect

@Suite("The answer of a look for leftovers")
struct RemainsTests {
    private let token: StepToken

    init() {
        var random = SystemRandomNumberGenerator()
        token = StepToken(using: &random)
    }

    private func read(_ answer: String) -> Remains { Remains(answer: answer, token: token) }

    @Test("is found among what a login shell says besides")
    func noise() {
        let said = "Welcome!\nclear 0\n\(token.text)\n\(token.text) clear 1\nbye\n"
        #expect(read(said) == .clear(.terminated))
    }

    @Test("says what is left, or that nothing can be seen")
    func kinds() {
        #expect(read("\(token.text) clear 0\n") == .clear(.none))
        #expect(read("\(token.text) clear 2\n") == .clear(.killed))
        #expect(read("\(token.text) left 12 13 group 14\n") == .left("12 13 group 14"))
        #expect(read("\(token.text) blind\n").isBlind)
    }

    @Test(
        "that is none is no clearance",
        arguments: ["", "clear 0\n", "0 clear 0\n", "This account is not available.\n"]
    )
    func nothing(_ answer: String) {
        #expect(read(answer).isBlind)
    }

    @Test("of a token alone, or with a number nobody knows, is no clearance")
    func malformed() {
        for words in ["", " clear", " clear 3", " clear x", " gone 0"] {
            #expect(read(token.text + words + "\n").isBlind, "\(words)")
        }
    }
}
