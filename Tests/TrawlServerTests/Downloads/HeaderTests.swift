import Testing
import TrawlServer

/// Entity tags and download names.
@Suite struct HeaderTests {
    @Test(arguments: [
        ("\"abc\"", true), ("W/\"abc\"", false), ("\"abd\"", false), ("abc", false), ("\"abc\", \"x\"", false),
        ("Sat, 21 Nov 2026 08:00:00 GMT", false), ("", false),
    ])
    func ifRange(_ value: String, holds: Bool) {
        #expect(Validator("abc").satisfies(ifRange: value) == holds)
        #expect(!Validator("abc", isWeak: true).satisfies(ifRange: value))
    }

    @Test(arguments: [
        ("*", true, true), ("\"abc\"", true, true), ("W/\"abc\"", true, false), ("\"x\", \"abc\"", true, true),
        ("\"x\",W/\"abc\"", true, false), ("\"x\"", false, false), ("abc", false, false),
        ("\"a,b\", \"abc\"", true, true),
    ])
    func lists(_ value: String, weakly: Bool, strongly: Bool) {
        #expect(Validator("abc").isIn(value, weakly: true) == weakly)
        #expect(Validator("abc").isIn(value, weakly: false) == strongly)
    }

    @Test(arguments: [
        ("messages.log", "attachment; filename=\"messages.log\""),
        ("var/log/messages", "attachment; filename=\"messages\""),
        ("a b.txt", "attachment; filename=\"a b.txt\""),
        ("a\"b\\c.txt", "attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b%5Cc.txt"),
        ("a\r\nSet-Cookie: x", "attachment; filename=\"a__Set-Cookie: x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x"),
        ("größe.log", "attachment; filename=\"gr__e.log\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.log"),
        ("..", "attachment; filename=\"download\""),
        ("", "attachment; filename=\"download\""),
        ("50%41.log", "attachment; filename=\"50_41.log\"; filename*=UTF-8''50%2541.log"),
    ])
    func names(_ name: String, _ header: String) {
        #expect(ContentDisposition.attachment(name) == header)
    }
}
