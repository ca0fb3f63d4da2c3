/// Numbers in brackets: `7`, `01-40` or `0-10/2`.
struct NodeRange: Hashable {
    let first: Int
    let last: Int
    let step: Int
    /// The number of digits that every number is filled up to with zeros; 0 is without.
    let width: Int

    var count: Int { (last - first) / step + 1 }

    func digits(of number: Int) -> String {
        let digits = String(number)
        return digits.utf8.count < width
            ? String(repeating: "0", count: width - digits.utf8.count) + digits : digits
    }

    /// Why a text is no range, for a person.
    struct Unreadable: Error {
        let reason: String
    }

    init(_ text: String) throws(Unreadable) {
        let stepped = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let bounds = stepped[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let begin = try Self.bound(bounds[0], of: text)
        let end = bounds.count == 2 ? try Self.bound(bounds[1], of: text) : begin
        if stepped.count == 2 {
            guard bounds.count == 2 else { throw Unreadable(reason: "a step needs a range, as in 0-10/2") }
            step = try Self.bound(stepped[1], of: text).number
            guard step > 0 else { throw Unreadable(reason: "a step must be 1 or more") }
        } else {
            step = 1
        }
        guard begin.number <= end.number else { throw Unreadable(reason: "the range \(text) runs backwards") }
        if begin.isPadded || end.isPadded, begin.length != end.length {
            throw Unreadable(reason: "both ends of \(text) must be padded to the same length")
        }
        first = begin.number
        last = end.number
        width = begin.isPadded ? begin.length : 0
    }

    private static func bound(
        _ text: Substring,
        of range: String
    ) throws(Unreadable) -> (number: Int, length: Int, isPadded: Bool) {
        var digits = text.drop { $0 == " " }
        while digits.last == " " { digits.removeLast() }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            if range.allSatisfy({ $0 == " " }) { throw Unreadable(reason: "a range is empty") }
            throw Unreadable(reason: "\(range.debugDescription) is no range; write it like 1-8, 01-40 or 0-10/2")
        }
        guard digits.utf8.count <= 18, let number = Int(digits) else {
            throw Unreadable(reason: "a number in a range has at most 18 digits")
        }
        return (number, digits.utf8.count, digits.utf8.count > 1 && digits.hasPrefix("0"))
    }
}
