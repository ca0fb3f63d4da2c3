import Testing
import TrawlServer

/// The rules of RFC 9110, section 14, as tables.
@Suite struct ByteRangeTests {
    @Test(arguments: [
        ("bytes=0-499", [ByteRange(first: 0, last: 499)]),
        ("bytes=500-999", [ByteRange(first: 500, last: 999)]),
        ("bytes=-500", [ByteRange(first: 9500, last: 9999)]),
        ("bytes=9500-", [ByteRange(first: 9500, last: 9999)]),
        ("bytes=0-0", [ByteRange(first: 0, last: 0)]),
        ("bytes=9999-", [ByteRange(first: 9999, last: 9999)]),
        ("bytes=0-", [ByteRange(first: 0, last: 9999)]),
        ("bytes=9000-20000", [ByteRange(first: 9000, last: 9999)]),
        ("bytes=-20000", [ByteRange(first: 0, last: 9999)]),
        ("bytes=0-99999999999999999999999", [ByteRange(first: 0, last: 9999)]),
        ("bytes=-99999999999999999999999", [ByteRange(first: 0, last: 9999)]),
        ("BYTES=0-0", [ByteRange(first: 0, last: 0)]),
        ("bytes= 0-0 ,, -1", [ByteRange(first: 0, last: 0), ByteRange(first: 9999, last: 9999)]),
        // Section 14.1.2: the first and last bytes only.
        ("bytes=0-0,-1", [ByteRange(first: 0, last: 0), ByteRange(first: 9999, last: 9999)]),
        ("bytes=500-600,601-999", [ByteRange(first: 500, last: 999)]),
        ("bytes=500-700,601-999", [ByteRange(first: 500, last: 999)]),
        // What is not satisfiable is left out of those that are.
        ("bytes=20000-,5-6", [ByteRange(first: 5, last: 6)]),
        ("bytes=-0,5-6", [ByteRange(first: 5, last: 6)]),
        // The order is the client's, also where the later two are joined with the first.
        ("bytes=5000-5099,0-99", [ByteRange(first: 5000, last: 5099), ByteRange(first: 0, last: 99)]),
        ("bytes=0-99,5000-5099,100-4999", [ByteRange(first: 0, last: 5099)]),
        // Closer together than the headers of a part.
        ("bytes=0-9,20-29", [ByteRange(first: 0, last: 29)]),
        ("bytes=0-9,200-209", [ByteRange(first: 0, last: 9), ByteRange(first: 200, last: 209)]),
    ])
    func satisfiable(_ header: String, _ parts: [ByteRange]) {
        #expect(RangeAnswer(RangeHeader(header), size: 10_000) == .parts(parts))
    }

    @Test(arguments: [
        "bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=99999999999999999999-", "bytes=-0,10000-",
    ])
    func unsatisfiable(_ header: String) {
        #expect(RangeAnswer(RangeHeader(header), size: 10_000) == .unsatisfiable)
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=,", "bytes= , ,", "items=0-1", "bytes=a-b", "bytes=1", "bytes=--1", "bytes=1-2-3",
        "bytes=5-4", "bytes=0-1,5-4", "bytes=0-1;2-3", "bytes=+1-2", "bytes=1 - 2", "bytes=0x1-2", "bytes=١-٢",
        "bytes:0-1",
        " bytes=0-1", "bytes =0-1",
    ])
    func ignored(_ header: String) {
        #expect(RangeAnswer(RangeHeader(header), size: 10_000) == .whole)
    }

    @Test func manyPiecesAreIgnored() {
        let few = (0..<RangeHeader.mostSpecs).map { "\($0 * 500)-\($0 * 500)" }
        #expect(RangeHeader("bytes=" + few.joined(separator: ","))?.specs.count == RangeHeader.mostSpecs)
        #expect(RangeHeader("bytes=" + (few + ["9999-9999"]).joined(separator: ",")) == nil)
    }

    @Test(arguments: [("bytes=0-", false), ("bytes=0-0", false), ("bytes=-0", false), ("bytes=-1", true)])
    func anEmptyFile(_ header: String, isWhole: Bool) {
        #expect(RangeAnswer(RangeHeader(header), size: 0) == (isWhole ? .whole : .unsatisfiable))
    }

    /// Random sets against a model that marks bytes one by one.
    @Test func joinedPiecesHoldExactlyTheBytesAskedForAndTheGaps() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let size = Int64.random(in: 1...600, using: &random)
            let asked = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                let first = Int64.random(in: 0..<700, using: &random)
                return (first, first + Int64.random(in: 0..<80, using: &random))
            }
            let header = "bytes=" + asked.map { "\($0.0)-\($0.1)" }.joined(separator: ",")
            var wanted = Set<Int64>()
            for (first, last) in asked where first < size { wanted.formUnion(first...min(last, size - 1)) }
            guard case .parts(let parts) = RangeAnswer(RangeHeader(header), size: size) else {
                #expect(wanted.isEmpty, "\(header) of \(size)")
                continue
            }
            var sent = Set<Int64>()
            for part in parts {
                #expect(part.first <= part.last && part.last < size)
                #expect(sent.isDisjoint(with: part.first...part.last), "\(header) of \(size): twice in \(parts)")
                sent.formUnion(part.first...part.last)
            }
            #expect(sent.isSuperset(of: wanted), "\(header) of \(size)")
            #expect(sent.count <= wanted.count + 80 * asked.count, "\(header) of \(size)")
        }
    }
}
