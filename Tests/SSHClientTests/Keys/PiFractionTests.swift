import Testing

@testable import SSHClient

@Suite("The digits of pi")
struct PiFractionTests {
    @Test("are the words of Blowfish's published tables")
    func words() {
        let words = PiFraction.words(18 + 4 * 256)
        #expect(words.count == 1042)
        #expect(words.prefix(4) == [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344])
        // The last subkey, the first word of the first box, and the last two of the last one.
        #expect(words[17] == 0x8979_FB1B)
        #expect(words[18] == 0xD131_0BA6)
        #expect(words.suffix(2) == [0x578F_DFE3, 0x3AC3_72E6])
    }

    @Test("do not depend on how many are asked for")
    func prefix() {
        #expect(PiFraction.words(18) == Array(PiFraction.words(100).prefix(18)))
    }
}
