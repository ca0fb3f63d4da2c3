import Testing

@testable import trawl

@Suite("Taking dangerous sequences out of a node's output")
struct EscapeSanitizerTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let bytes: [UInt8]
        let shown: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ shown: String) {
            self.init(name, Array(text.utf8), shown)
        }

        init(_ name: String, _ bytes: [UInt8], _ shown: String) {
            self.name = name
            self.bytes = bytes
            self.shown = shown
        }
    }

    static let cases: [Case] = [
        Case("plain text", "hello\tworld\n", "hello\tworld\n"),
        Case("text of other scripts", "grün 漢字 👩‍👧\n", "grün 漢字 👩‍👧\n"),
        Case("window title, ended by BEL", "a\u{1B}]0;owned\u{7}b", "ab"),
        Case("clipboard, ended by ST", "a\u{1B}]52;c;ZXZpbA==\u{1B}\\b", "ab"),
        Case("link", "\u{1B}]8;;http://evil\u{1B}\\click\u{1B}]8;;\u{1B}\\", "click"),
        Case("a string that is not ended ends with its line", "\u{1B}]0;hidden\nseen", "\nseen"),
        Case("DCS", "a\u{1B}P1$r0m\u{1B}\\b", "ab"),
        Case("APC", "a\u{1B}_payload\u{1B}\\b", "ab"),
        Case("PM", "a\u{1B}^payload\u{1B}\\b", "ab"),
        Case("SOS", "a\u{1B}Xpayload\u{1B}\\b", "ab"),
        Case("a string cut off by CAN", "a\u{1B}Ppayload\u{18}b", "ab"),
        Case("cursor and screen", "\u{1B}[2J\u{1B}[1;1H\u{1B}[10Atext\u{1B}[K", "text"),
        Case("private modes", "\u{1B}[?1049h\u{1B}[?25ltext\u{1B}[>4;2m", "text"),
        Case("device questions", "\u{1B}[6n\u{1B}[c\u{1B}[0qtext", "text"),
        Case("insert with intermediates", "\u{1B}[4 q\u{1B}[!ptext", "text"),
        Case("colours stay", "\u{1B}[1;31mred\u{1B}[0m\n", "\u{1B}[1;31mred\u{1B}[0m\n"),
        Case("an empty SGR is a reset", "\u{1B}[31mred\u{1B}[m", "\u{1B}[31mred\u{1B}[0m"),
        Case("many colours", "\u{1B}[38;5;8;48;2;1;2;3mx\u{1B}[0m", "\u{1B}[38;5;8;48;2;1;2;3mx\u{1B}[0m"),
        Case("colours with colons", "\u{1B}[38:2::1:2:3mx\u{1B}[0m", "\u{1B}[38:2::1:2:3mx\u{1B}[0m"),
        Case("concealed and blinking text", "\u{1B}[8;5;31mx\u{1B}[0m\u{1B}[8mhidden", "\u{1B}[31mx\u{1B}[0mhidden"),
        Case("a colour left on is ended", "\u{1B}[31mred", "\u{1B}[31mred\u{1B}[0m"),
        Case("reset of the terminal", "\u{1B}ctext", "text"),
        Case("character sets", "\u{1B}(0lqk\u{1B}(B", "lqk"),
        Case("ESC at the end", "text\u{1B}", "text"),
        Case("CSI that a letter of another alphabet breaks", "\u{1B}[12é", "é"),
        Case("an endless CSI", "\u{1B}[" + String(repeating: "1;", count: 100) + "mtext", "text"),
        Case("8-bit CSI as UTF-8", "\u{9B}2Jtext\u{9B}31mred\u{9B}0m", "text\u{1B}[31mred\u{1B}[0m"),
        Case("8-bit OSC and ST as UTF-8", "a\u{9D}0;title\u{9C}b", "ab"),
        Case("8-bit controls that are none of these", "a\u{84}\u{8D}b", "ab"),
        Case("8-bit controls as bytes", [0x61, 0x9B, 0x32, 0x4A, 0x62], "a\u{FFFD}2Jb"),
        Case("bells and backspaces", "\u{7}\u{7}\u{7}a\u{8}b\u{0}\u{7F}", "ab"),
        Case("a lone carriage return cannot write over", "rm -rf /\rls\r\nend\r", "rm -rf /\nls\nend\n"),
        Case("two carriage returns", "a\r\r\nb", "a\n\nb"),
        Case("direction overrides", "user\u{202E}gpj.exe\u{2066}x", "user\u{FFFD}gpj.exe\u{FFFD}x"),
        Case("line and paragraph separators", "a\u{2028}b\u{2029}c", "a\nb\nc"),
        Case("overlong ESC", [0xC1, 0x9B, 0x41], "\u{FFFD}\u{FFFD}A"),
        Case("cut character", [0x41, 0xE6, 0xBC], "A\u{FFFD}"),
        Case("cut character and a control behind it", [0xE6, 0xBC, 0x1B, 0x63, 0x42], "\u{FFFD}B"),
        Case(
            "surrogates and too large values",
            [0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80],
            String(repeating: "\u{FFFD}", count: 7)
        ),
    ]

    @Test("What is shown does not depend on where the output is cut", arguments: cases)
    func everySplit(_ sample: Case) {
        for cut in 0...sample.bytes.count {
            var sanitizer = EscapeSanitizer(keepsColours: true)
            var shown = sanitizer.sanitize(sample.bytes.prefix(cut))
            shown += sanitizer.sanitize(sample.bytes.dropFirst(cut))
            shown += sanitizer.finish()
            #expect(Array(shown.unicodeScalars) == Array(sample.shown.unicodeScalars), "cut at \(cut)")
        }
        var sanitizer = EscapeSanitizer(keepsColours: true)
        var shown = ""
        for byte in sample.bytes { shown += sanitizer.sanitize([byte]) }
        shown += sanitizer.finish()
        #expect(Array(shown.unicodeScalars) == Array(sample.shown.unicodeScalars), "byte by byte")
    }

    @Test("Without colours no escape is left", arguments: cases)
    func withoutColours(_ sample: Case) {
        var sanitizer = EscapeSanitizer(keepsColours: false)
        let shown = sanitizer.sanitize(sample.bytes) + sanitizer.finish()
        #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
        #expect(!shown.unicodeScalars.contains { (0x7F...0x9F).contains($0.value) })
    }

    @Test("Random bytes never leave anything but text and SGR sequences")
    func randomBytes() {
        var random = SplitMix(state: 42)
        let spice: [UInt8] = [0x1B, 0x5B, 0x5D, 0x6D, 0x3B, 0x33, 0x31, 0xC2, 0x9B, 0x9D, 0x07, 0x0D, 0x0A, 0x5C]
        for _ in 0..<2000 {
            let bytes = (0..<60).map { _ -> UInt8 in
                let value = random.next()
                return value & 0x100 == 0 ? UInt8(truncatingIfNeeded: value) : spice[Int(value >> 16) % spice.count]
            }
            var sanitizer = EscapeSanitizer(keepsColours: true)
            let shown = sanitizer.sanitize(bytes) + sanitizer.finish()
            let rest = shown.replacing(/\u{1B}\[[0-9;:]*m/, with: "")
            #expect(!rest.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }, "\(bytes)")
            #expect(!rest.unicodeScalars.contains { (0x7F...0x9F).contains($0.value) }, "\(bytes)")
        }
    }

    @Test("A name or a message becomes one line")
    func oneLine() {
        #expect(EscapeSanitizer.line("plain") == "plain")
        #expect(EscapeSanitizer.line("a\nb\tc\u{1B}]0;x\u{7}d\r\ne") == "a b cd e")
    }
}

/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators"; the same numbers in every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
