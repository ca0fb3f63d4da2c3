import Foundation
import Testing
import TrawlDomain

@Suite("Job ids")
struct JobIDTests {
    /// A generator whose numbers are all one value.
    private struct Constant: RandomNumberGenerator {
        let value: UInt64
        func next() -> UInt64 { value }
    }

    @Test("The ULID specification's example has the time that it says")
    func specificationExample() throws {
        // https://github.com/ulid/spec: 01ARZ3NDEKTSV4RRFFQ69G5FAV is of 1469922850259.
        let id = try #require(JobID("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let made = JobID(milliseconds: 1_469_922_850_259, entropy: (0, 0))
        #expect(made.description.prefix(10) == id.description.prefix(10))
        #expect(made.description.suffix(16) == "0000000000000000")
    }

    @Test("All bits of the entropy are written, the lowest at the end")
    func entropy() {
        #expect(JobID(milliseconds: 0, entropy: (0, 1)).description == "00000000000000000000000001")
        #expect(JobID(milliseconds: 0, entropy: (0, 31)).description == "0000000000000000000000000Z")
        #expect(JobID(milliseconds: 0, entropy: (0, 1 << 63)).description == "00000000000008000000000000")
        #expect(JobID(milliseconds: 0, entropy: (1, 0)).description == "0000000000000G000000000000")
        #expect(
            JobID(milliseconds: 0xFFFF_FFFF_FFFF, entropy: (.max, .max)).description == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
        )
    }

    @Test("What was written is read back, in lower case too")
    func roundTrip() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let id = JobID(
                milliseconds: random.next() & 0xFFFF_FFFF_FFFF,
                entropy: (UInt16.random(in: 0 ... .max, using: &random), random.next())
            )
            #expect(JobID(id.description) == id)
            #expect(JobID(id.description.lowercased()) == id)
        }
    }

    @Test(
        "What is no ULID is refused",
        arguments: [
            "", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVV", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
            "01ARZ3NDEKTSV4RRFFQ69G5FAU", "01ARZ3NDEKTSV4RRFFQ69G5FA/", "../../../../../../etc/pass",
            "01ARZ3NDEKTSV4RRFFQ69G5FAé",
        ]
    )
    func refused(_ text: String) {
        #expect(JobID(text) == nil)
    }

    @Test("Ids sort by their time, then by their entropy")
    func order() {
        let early = JobID(milliseconds: 1000, entropy: (.max, .max))
        let late = JobID(milliseconds: 1001, entropy: (0, 0))
        #expect(early < late)
        #expect(JobID(milliseconds: 1000, entropy: (0, .max)) < JobID(milliseconds: 1000, entropy: (1, 0)))
    }

    @Test("Ids grow, whatever the clock does")
    func monotonic() {
        var generator = JobIDGenerator()
        var random = SystemRandomNumberGenerator()
        var last = generator.next(at: Date(timeIntervalSince1970: 1_800_000_000), using: &random)
        for offset: Double in [0, 0, 0.001, -3600, -315_360_000, 0.5, 0.5, -1, 1, -1_900_000_000] {
            let id = generator.next(at: Date(timeIntervalSince1970: 1_800_000_000 + offset), using: &random)
            #expect(id > last, "\(offset)")
            last = id
        }
    }

    @Test("Counting up carries from the low half of the entropy to the high one")
    func carry() {
        var generator = JobIDGenerator()
        var random = Constant(value: .max)
        let moment = Date(timeIntervalSince1970: 1)
        let first = generator.next(at: moment, using: &random)
        let second = generator.next(at: moment, using: &random)
        #expect(first == JobID(milliseconds: 1000, entropy: (0x7FFF, .max)))
        #expect(second == JobID(milliseconds: 1000, entropy: (0x8000, 0)))
    }

    @Test("A clock before 1970, or out of its mind, is borne")
    func strangeClocks() {
        var generator = JobIDGenerator()
        var random = SystemRandomNumberGenerator()
        var last = generator.next(at: Date(timeIntervalSince1970: -5), using: &random)
        for moment in [
            Date.distantPast, Date.distantFuture, Date(timeIntervalSince1970: 1e30), .init(timeIntervalSince1970: .nan),
        ] {
            let id = generator.next(at: moment, using: &random)
            #expect(id > last)
            last = id
        }
    }
}
