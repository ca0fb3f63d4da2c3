/// Takes elements off the front of DER-encoded bytes (X.690): as much of it as key files need.
struct DERReader {
    enum Tag: UInt8 {
        case integer = 0x02
        case octetString = 0x04
        case objectIdentifier = 0x06
        case sequence = 0x30
        /// `[0]`, explicit: a curve's name in SEC 1.
        case context0 = 0xA0
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

    /// The content of the next element, which must be of the given kind.
    mutating func content(_ tag: Tag) throws(KeyFault) -> [UInt8] {
        guard let content = try contentIfPresent(tag) else { throw .damaged("its structure is not what it should be") }
        return content
    }

    /// The content of the next element, or nil, with nothing read, where there is none of the given kind.
    mutating func contentIfPresent(_ tag: Tag) throws(KeyFault) -> [UInt8]? {
        guard rest.first == tag.rawValue else { return nil }
        rest.removeFirst()
        guard var length = rest.popFirst().map(Int.init) else { throw Self.cutOff }
        if length >= 0x80 {
            let digits = length & 0x7F
            guard (1...4).contains(digits), digits <= rest.count else { throw Self.cutOff }
            length = rest.prefix(digits).reduce(0) { $0 << 8 | Int($1) }
            rest.removeFirst(digits)
        }
        guard length <= rest.count else { throw Self.cutOff }
        defer { rest.removeFirst(length) }
        return Array(rest.prefix(length))
    }

    /// A reader of the elements inside the next element, a sequence.
    mutating func sequence() throws(KeyFault) -> DERReader { DERReader(try content(.sequence)) }

    /// A small number that must not be negative.
    mutating func number() throws(KeyFault) -> Int {
        let digits = try content(.integer)
        guard digits.count <= 7, let first = digits.first, first < 0x80 else {
            throw .damaged("a number in it is out of range")
        }
        return digits.reduce(0) { $0 << 8 | Int($1) }
    }

    private static let cutOff = KeyFault.damaged("an element in it is cut off")
}
