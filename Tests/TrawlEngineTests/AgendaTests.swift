import Testing

@testable import TrawlEngine

@Suite("The agenda")
struct AgendaTests {
    @Test("Gives what is due in the order of time, and of making at one time")
    func order() {
        for seed in 0..<50 {
            var random = SeededRandom(seed: UInt64(seed))
            var agenda = Agenda()
            var expected: [(due: Duration, place: Int)] = []
            for place in 0..<40 {
                let due = Duration.seconds(Int.random(in: 0..<10, using: &random))
                agenda.add(.rested(place), due: due)
                expected.append((due, place))
            }
            expected.sort { ($0.due, $0.place) < ($1.due, $1.place) }
            var given: [Agenda.Entry] = []
            for second in 0..<10 {
                while let entry = agenda.next(by: .seconds(second)) { given.append(entry) }
                #expect(given.count == expected.count { $0.due <= .seconds(second) })
            }
            #expect(given == expected.map { .rested($0.place) })
            #expect(agenda.firstDue == nil)
        }
    }
}
