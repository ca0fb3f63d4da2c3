/// Blowfish with bcrypt's two key schedules (Provos and Mazières, "A Future-Adaptable Password Scheme", 1999).
///
/// The 32-bit words live in machine words, and the inner loop is one flat run of pointer reads without a conversion or
/// a call: so it stays bearable in a debug build, where neither would be optimised away.
@safe struct Blowfish: ~Copyable {
    /// Eighteen subkeys, then four boxes of 256 words.
    private let table: UnsafeMutablePointer<UInt>
    private static let subkeys = 18
    private static let size = subkeys + 4 * 256
    private static let initial = PiFraction.words(size)

    /// A cipher that has seen no key: its tables are the fraction of pi.
    init() {
        unsafe table = .allocate(capacity: Self.size)
        for place in 0..<Self.size { unsafe (table + place).initialize(to: UInt(Self.initial[place])) }
    }

    deinit {
        unsafe table.update(repeating: 0, count: Self.size)
        unsafe table.deallocate()
    }

    /// Sixteen words of 64 bytes, repeated as often as the key schedule asks for one.
    struct Words {
        private let words: [UInt]

        /// Takes 64 bytes, a SHA-512 hash.
        init(_ bytes: [UInt8]) {
            precondition(bytes.count == 64, "bcrypt_pbkdf feeds Blowfish with SHA-512 hashes only")
            words = (0..<16).map { word in bytes[word * 4..<word * 4 + 4].reduce(0) { $0 << 8 | UInt($1) } }
        }

        subscript(place: Int) -> UInt { words[place & 15] }
    }

    /// Mixes a key into the tables (bcrypt's `expand0state`).
    func expand(key: Words) {
        mix(key)
        var left: UInt = 0
        var right: UInt = 0
        var place = 0
        while place < Self.size {
            encipher(&left, &right)
            unsafe table[place] = left
            unsafe table[place &+ 1] = right
            place = place &+ 2
        }
    }

    /// Mixes a key and a salt into the tables (bcrypt's `expandstate`).
    func expand(key: Words, salt: Words) {
        mix(key)
        var left: UInt = 0
        var right: UInt = 0
        var place = 0
        while place < Self.size {
            left ^= salt[place]
            right ^= salt[place &+ 1]
            encipher(&left, &right)
            unsafe table[place] = left
            unsafe table[place &+ 1] = right
            place = place &+ 2
        }
    }

    /// Encrypts pairs of words in place, each pair by itself.
    func encrypt(_ words: inout [UInt32]) {
        for place in stride(from: 0, to: words.count - 1, by: 2) {
            var left = UInt(words[place])
            var right = UInt(words[place + 1])
            encipher(&left, &right)
            words[place] = UInt32(left)
            words[place + 1] = UInt32(right)
        }
    }

    private func mix(_ key: Words) {
        for place in 0..<Self.subkeys { unsafe table[place] ^= key[place] }
    }

    /// Sixteen rounds on one block.
    private func encipher(_ left: inout UInt, _ right: inout UInt) {
        let mask: UInt = 0xFFFF_FFFF
        let subkey = unsafe table
        let box0 = unsafe table + 18
        let box1 = unsafe table + 274
        let box2 = unsafe table + 530
        let box3 = unsafe table + 786
        var near = unsafe left ^ subkey[0]
        var far = right
        var round = 1
        while round < 17 {
            var sum = unsafe box0[Int(bitPattern: near &>> 24)] &+ box1[Int(bitPattern: near &>> 16 & 0xFF)]
            unsafe sum ^= box2[Int(bitPattern: near &>> 8 & 0xFF)]
            unsafe sum = sum &+ box3[Int(bitPattern: near & 0xFF)]
            unsafe far ^= sum & mask ^ subkey[round]
            unsafe sum = box0[Int(bitPattern: far &>> 24)] &+ box1[Int(bitPattern: far &>> 16 & 0xFF)]
            unsafe sum ^= box2[Int(bitPattern: far &>> 8 & 0xFF)]
            unsafe sum = sum &+ box3[Int(bitPattern: far & 0xFF)]
            unsafe near ^= sum & mask ^ subkey[round &+ 1]
            round = round &+ 2
        }
        unsafe left = far ^ subkey[17]
        right = near
    }
}
