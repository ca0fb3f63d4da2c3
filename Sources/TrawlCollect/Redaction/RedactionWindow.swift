/// A piece of a stream as it is looked through: some bytes, the one before them, and whether others follow.
struct RedactionWindow {
    let bytes: UnsafeBufferPointer<UInt8>
    /// The byte before the first; nil at the stream's beginning.
    let before: UInt8?
    /// Whether the stream ends with these bytes.
    let isLast: Bool

    /// What a look for a secret comes to.
    enum Finding {
        case nothing
        /// More bytes are needed.
        case undecided
        /// It begins at one place and goes on at least to another, from where its end is to be looked for.
        case secret(from: Int, to: Int, SecretEnd)
    }

    enum Match {
        case nothing
        /// As far as there are bytes.
        case undecided
        /// Its end.
        case found(Int)
    }

    /// Looks for the secret that an anchor may begin at a place.
    func look(at place: Int, for anchor: RedactionAnchor) -> Finding {
        if anchor.beginsWord, let before = byte(before: place), ByteClass.word.contains(before) { return .nothing }
        switch literal(anchor.bytes, at: place, ignoringCase: anchor.ignoresCase) {
        case .nothing: return .nothing
        case .undecided: return .undecided
        case .found(let end):
            switch anchor.shape {
            case .itself: return .secret(from: place, to: end, .known)
            case .prefix(let members, let least): return run(of: members, from: end, atLeast: least, secretFrom: place)
            case .after(let members, let least): return run(of: members, from: end, atLeast: least, secretFrom: end)
            case .assigned(let least): return assigned(behind: end, anchorAt: place, atLeast: least)
            case .header: return header(behind: end)
            case .jwt: return jwt(at: place)
            case .userInformation: return userInformation(from: end)
            case .privateKey:
                guard let label = armourLine(from: end) else {
                    return isCut(after: end + Self.longestArmourLabel + 5) ? .undecided : .nothing
                }
                let left = SecretEnd.longestArmour - (end - place)
                return label.isPrivate ? .secret(from: place, to: end, .armour(left: left)) : .nothing
            }
        }
    }

    /// Whether a place lies behind what there is, while more may come.
    func isCut(after place: Int) -> Bool { !isLast && place > bytes.count }

    func literal(_ text: [UInt8], at place: Int, ignoringCase: Bool) -> Match {
        for (offset, byte) in text.enumerated() {
            guard place + offset < bytes.count else { return isLast ? .nothing : .undecided }
            let found = bytes[place + offset]
            guard found == byte || ignoringCase && found.lower == byte.lower else { return .nothing }
        }
        return .found(place + text.count)
    }

    /// The label of a line of armour and the end of its dashes; nil where there is none, or not yet.
    func armourLine(from start: Int) -> (isPrivate: Bool, end: Int)? {
        let end = skip(Self.label, from: start, atMost: Self.longestArmourLabel)
        guard end + 5 <= bytes.count, bytes[end..<end + 5].allSatisfy({ $0 == UInt8(ascii: "-") }) else { return nil }
        let words = String(decoding: bytes[start..<end], as: UTF8.self)
        return (words.hasSuffix("PRIVATE KEY") || words.hasSuffix("PRIVATE KEY BLOCK"), end + 5)
    }

    static let longestArmourLabel = 40
    private static let label = ByteClass { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x20 }

    // MARK: Shapes

    private func run(of members: ByteClass, from start: Int, atLeast least: Int, secretFrom place: Int) -> Finding {
        let end = skip(members, from: start, atMost: least)
        if end - start >= least { return .secret(from: place, to: end, .run(members)) }
        return end == bytes.count ? open : .nothing
    }

    /// `password = x`, `"password": "x"`, `--password x`, `password 7 x` (network devices).
    private func assigned(behind end: Int, anchorAt anchor: Int, atLeast least: Int) -> Finding {
        var place = skip(.name, from: end, atMost: 32)
        let name = place
        place = skip(Self.nameEnd, from: place, atMost: 3)
        let bare = place
        place = skip(.blank, from: place, atMost: 8)
        guard place < bytes.count else { return open }
        if Self.sign.contains(bytes[place]) {
            place += 1
            guard place < bytes.count else { return open }
            if Self.secondSign.contains(bytes[place]) { place += 1 }
        } else if place == bare {
            return .nothing
        } else if byte(before: anchor) != UInt8(ascii: "-") {
            // The kind of a password that a device has scrambled: one digit by itself.
            guard name == end, (0x30...0x39).contains(bytes[place]) else { return .nothing }
            guard place + 1 < bytes.count else { return open }
            guard ByteClass.blank.contains(bytes[place + 1]) else { return .nothing }
            place += 1
        }
        return value(at: skip(.blank, from: place, atMost: 8), atLeast: least)
    }

    private func header(behind end: Int) -> Finding {
        var place = skip(Self.nameEnd, from: end, atMost: 3)
        place = skip(.blank, from: place, atMost: 8)
        guard place < bytes.count else { return open }
        guard Self.sign.contains(bytes[place]) else { return .nothing }
        place = skip(.blank, from: place + 1, atMost: 8)
        guard place < bytes.count else { return open }
        if ByteClass.quote.contains(bytes[place]) || bytes[place] == UInt8(ascii: "\\") {
            return value(at: place, atLeast: 1)
        }
        return ByteClass.lineEnd.contains(bytes[place]) ? .nothing : .secret(from: place, to: place, .before(.lineEnd))
    }

    private func value(at start: Int, atLeast least: Int) -> Finding {
        var place = start
        guard place < bytes.count else { return open }
        var isEscaped = false
        if bytes[place] == UInt8(ascii: "\\") {
            guard place + 1 < bytes.count else { return open }
            isEscaped = ByteClass.quote.contains(bytes[place + 1])
            if isEscaped { place += 1 }
        }
        let quote = bytes[place]
        if ByteClass.quote.contains(quote) {
            place += 1
            guard place + (isEscaped ? 1 : 0) < bytes.count else { return open }
            let isEmpty = bytes[place + (isEscaped ? 1 : 0)] == quote
            if isEmpty || ByteClass.lineEnd.contains(bytes[place]) { return .nothing }
            return .secret(from: place, to: place, .quoted(quote, isEscaped: isEscaped))
        }
        for offset in 0..<least {
            guard place + offset < bytes.count else { return open }
            if ByteClass.valueEnd.contains(bytes[place + offset]) { return .nothing }
        }
        return .secret(from: place, to: place + least, .before(.valueEnd))
    }

    /// Header and payload are JSON objects, so both begin with `{"` in base64url (RFC 7515, section 3.1).
    private func jwt(at place: Int) -> Finding {
        let dot = skip(.base64URL, from: place, atMost: 1024)
        guard dot < bytes.count else { return open }
        guard bytes[dot] == UInt8(ascii: ".") else { return .nothing }
        switch literal(Array("eyJ".utf8), at: dot + 1, ignoringCase: false) {
        case .nothing: return .nothing
        case .undecided: return .undecided
        case .found(let end): return .secret(from: place, to: end, .run(Self.jwtBytes))
        }
    }

    private func userInformation(from start: Int) -> Finding {
        var (colon, at): (Int?, Int?) = (nil, nil)
        var place = start
        while place < bytes.count, place - start < Self.longestAuthority, !ByteClass.authorityEnd.contains(bytes[place])
        {
            if bytes[place] == UInt8(ascii: ":"), at == nil, colon == nil { colon = place }
            if bytes[place] == UInt8(ascii: "@") { at = place }
            place += 1
        }
        if place == bytes.count, place - start < Self.longestAuthority, !isLast { return .undecided }
        guard let at else { return .nothing }
        if let colon { return colon + 1 < at ? .secret(from: colon + 1, to: at, .known) : .nothing }
        return at - start >= Self.shortestLoneToken ? .secret(from: start, to: at, .known) : .nothing
    }

    // MARK: Bytes

    /// What it means that the bytes end here.
    private var open: Finding { isLast ? .nothing : .undecided }

    private func byte(before place: Int) -> UInt8? { place > 0 ? bytes[place - 1] : before }

    private func skip(_ members: ByteClass, from start: Int, atMost most: Int) -> Int {
        var place = start
        while place < bytes.count, place - start < most, members.contains(bytes[place]) { place += 1 }
        return place
    }

    private static let sign = ByteClass { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") }
    private static let secondSign = ByteClass { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ">") }
    private static let nameEnd = ByteClass { ByteClass.quote.contains($0) || $0 == UInt8(ascii: "\\") || $0 == 0x5D }
    private static let jwtBytes = ByteClass.alphanumeric(and: "_-.")
    private static let longestAuthority = 320
    /// A name by itself before an `@` is a token from this length on.
    private static let shortestLoneToken = 20
}
