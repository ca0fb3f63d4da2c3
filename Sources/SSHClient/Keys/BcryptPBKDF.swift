import Crypto

/// The key derivation of OpenSSH's key files: PBKDF2's shape with a bcrypt hash inside (OpenBSD's bcrypt_pbkdf(3)).
///
/// It differs from PBKDF2 in that the derived key's bytes are dealt out across the blocks, so that nobody can compute
/// half of a key at half of the price.
enum BcryptPBKDF {
    private static let hashSize = 32
    private static let plaintext: [UInt32] = {
        let text = Array("OxychromaticBlowfishSwatDynamite".utf8)
        return stride(from: 0, to: text.count, by: 4).map { start in
            text[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }()

    /// Derives `byteCount` bytes; the time grows with `rounds` and with every 32 bytes asked for.
    static func derive(from passphrase: Secret, salt: [UInt8], rounds: Int, byteCount: Int) -> [UInt8] {
        var hash = SHA512()
        unsafe passphrase.withBytes { unsafe hash.update(bufferPointer: $0) }
        let password = Array(hash.finalize())
        let blocks = (byteCount + hashSize - 1) / hashSize
        var key = [UInt8](repeating: 0, count: byteCount)
        for block in 0..<blocks {
            var counted = SSHWireWriter()
            counted.raw(salt)
            counted.uint32(UInt32(block + 1))
            var latest = bcrypt(password, Array(SHA512.hash(data: counted.bytes)))
            var sum = latest
            for _ in 1..<max(rounds, 1) {
                latest = bcrypt(password, Array(SHA512.hash(data: latest)))
                for place in sum.indices { sum[place] ^= latest[place] }
            }
            for place in 0..<hashSize where place * blocks + block < byteCount {
                key[place * blocks + block] = sum[place]
            }
        }
        return key
    }

    /// One bcrypt hash of two SHA-512 hashes: 64 costly key schedules, then a fixed text encrypted 64 times.
    private static func bcrypt(_ password: [UInt8], _ salt: [UInt8]) -> [UInt8] {
        let passwordWords = Blowfish.Words(password)
        let saltWords = Blowfish.Words(salt)
        let cipher = Blowfish()
        cipher.expand(key: passwordWords, salt: saltWords)
        for _ in 0..<64 {
            cipher.expand(key: saltWords)
            cipher.expand(key: passwordWords)
        }
        var words = plaintext
        for _ in 0..<64 { cipher.encrypt(&words) }
        return words.flatMap { word in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }
}
