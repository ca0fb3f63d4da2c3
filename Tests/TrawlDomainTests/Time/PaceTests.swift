import Testing
import TrawlDomain

@Suite("A pace")
struct PaceTests {
    private let start = ContinuousClock.now

    @Test("A burst waits for nothing, what follows it is spread, and a rest gives the burst back")
    func burst() {
        var pace = Pace(burst: 8, spacing: .milliseconds(20))
        for _ in 0..<8 {
            #expect(pace.pause(before: start) == .zero)
            pace.began(at: start)
        }
        #expect(pace.pause(before: start) == .milliseconds(20))
        #expect(pace.pause(before: start + .milliseconds(10)) == .milliseconds(10))
        let next = start + .milliseconds(20)
        #expect(pace.pause(before: next) == .zero)
        pace.began(at: next)
        #expect(pace.pause(before: next) == .milliseconds(20))
        let later = next + .seconds(60)
        for _ in 0..<8 {
            #expect(pace.pause(before: later) == .zero)
            pace.began(at: later)
        }
        #expect(pace.pause(before: later) > .zero)
    }

    @Test("A steady stream comes to no more a second than the spacing allows, and to no less")
    func steady() {
        var pace = Pace(burst: 8, spacing: .milliseconds(20))
        var count = 0
        for millisecond in 0..<10_000 {
            let now = start + .milliseconds(millisecond)
            guard pace.pause(before: now) == .zero else { continue }
            pace.began(at: now)
            count += 1
        }
        #expect((500...508).contains(count))
    }
}
