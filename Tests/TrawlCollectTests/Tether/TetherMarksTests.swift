import NIOCore
import Testing

@testable import TrawlCollect

@Suite("Marks in standard error")
struct TetherMarksTests {
    private let token: StepToken
    private var start: [UInt8] { [0x1E] + Array("\(token.text) start 4711 own lease\n".utf8) }
    private var end: [UInt8] { [0x1E] + Array("\(token.text) end 143 1 empty\n".utf8) }

    init() {
        var random = SystemRandomNumberGenerator()
        token = StepToken(using: &random)
    }

    /// Feeds pieces; answers what was left of them and the marks that were taken out.
    private func feed(_ pieces: [[UInt8]]) -> (own: [UInt8], marks: [TetherMark]) {
        var marks = TetherMarks(token: token)
        var own: [UInt8] = []
        var found: [TetherMark] = []
        for piece in pieces {
            let taken = marks.take(ByteBuffer(bytes: piece))
            own += Array(taken.own.readableBytesView)
            found += taken.marks
        }
        return (own + Array(marks.finish().readableBytesView), found)
    }

    @Test("are taken out wherever the stream is split, and nothing else is")
    func splits() {
        let own = Array("noise \u{1E} and more\nlast line".utf8)
        let stream = start + own[..<9] + end + own[9...]
        let expected: [TetherMark] = [
            .started(group: 4711, isOwn: true, hasLease: true),
            .ended(status: 143, leftovers: .terminated, isSeenEmpty: true),
        ]
        for first in 0...stream.count {
            for second in stride(from: first, through: stream.count, by: 7) {
                let fed = feed([Array(stream[..<first]), Array(stream[first..<second]), Array(stream[second...])])
                #expect(fed.own == own && fed.marks == expected, "split at \(first) and \(second)")
            }
        }
        let drip = feed(stream.map { [$0] })
        #expect(drip.own == own && drip.marks == expected)
    }

    @Test("of another token are the step's own words")
    func otherToken() {
        var random = SystemRandomNumberGenerator()
        let other = [0x1E] + Array("\(StepToken(using: &random).text) end 0 0 unseen\n".utf8)
        let fed = feed([other + end])
        #expect(fed.own == other)
        #expect(fed.marks == [.ended(status: 143, leftovers: .terminated, isSeenEmpty: true)])
    }

    @Test(
        "that are not well formed are left alone",
        arguments: [
            "end 0\n", "end 0 0\n", "end 0 7 empty\n", "end x 0 empty\n", "end 0 0 full\n", "start 0 own lease\n",
            "start -1 own lease\n", "start 1 own lease\n",
            "start 99999999999 own lease\n", "start 5 own\n", "stop 0 0\n", "\n", "end 0 0 empty 0\n",
        ]
    )
    func malformed(_ words: String) {
        let mark = [0x1E] + Array("\(token.text) \(words)".utf8)
        let fed = feed([mark])
        #expect(fed.own == mark && fed.marks.isEmpty)
    }

    @Test("that never end are given back, and at most so much is held meanwhile")
    func bounded() {
        let opening = [0x1E] + Array("\(token.text) end ".utf8)
        var marks = TetherMarks(token: token)
        var sent = 0
        var back = 0
        for piece in [opening] + Array(repeating: Array("9".utf8), count: 1000) {
            sent += piece.count
            back += marks.take(ByteBuffer(bytes: piece)).own.readableBytes
            #expect(sent - back < TetherMarks.longest)
        }
        #expect(back + marks.finish().readableBytes == sent)
    }

    @Test("in a flood of their first byte are still found, and the flood is kept")
    func flood() {
        let flood = [UInt8](repeating: 0x1E, count: 20_000)
        let fed = feed([flood, end, flood])
        #expect(fed.own.count == 40_000 && fed.marks.count == 1)
    }

    @Test("say how a step ended once: the first of each kind stands")
    func first() {
        let state = TetherState()
        state.note(.started(group: 10, isOwn: true, hasLease: true))
        state.note(.started(group: 2, isOwn: false, hasLease: false))
        state.note(.ended(status: 3, leftovers: .none, isSeenEmpty: false))
        state.note(.ended(status: 0, leftovers: .none, isSeenEmpty: true))
        #expect(state.facts.group == 10 && state.facts.hasOwnGroup && state.facts.hasLease)
        #expect(state.facts.end?.status == 3)
    }
}
