import Crypto
import CryptoExtras
import Foundation

/// The encryption of PKCS#8 files: PBKDF2 and AES in CBC mode (RFC 8018, section 6.2).
enum PBES2 {
    private static let scheme: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D]
    private static let pbkdf2: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0C]
    private static let hmacs: [([UInt8], KDF.Insecure.PBKDF2.HashFunction)] = [
        ([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x07], .insecureSHA1),
        ([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x09], .sha256),
        ([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x0B], .sha512),
    ]
    private static let ciphers: [([UInt8], KeyCipher)] = [
        ([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x02], KeyCipher(.cbc, keySize: 16)),
        ([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x16], KeyCipher(.cbc, keySize: 24)),
        ([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2A], KeyCipher(.cbc, keySize: 32)),
    ]
    /// OpenSSL writes 2,048; the limit bounds what a forged file can cost.
    private static let mostRounds = 10_000_000

    /// The PKCS#8 key inside an `EncryptedPrivateKeyInfo`.
    ///
    /// - Throws: `KeyFault`: no or the wrong passphrase, a scheme that is not ours, a damaged structure.
    static func open(_ der: [UInt8], passphrase: Secret?) throws(KeyFault) -> [UInt8] {
        var whole = DERReader(der)
        var fields = try whole.sequence()
        var algorithm = try fields.sequence()
        guard try algorithm.content(.objectIdentifier) == scheme else { throw unsupported("the scheme is not PBES2") }
        var parameters = try algorithm.sequence()
        var derivation = try parameters.sequence()
        guard try derivation.content(.objectIdentifier) == pbkdf2 else { throw unsupported("PBKDF2 is not used") }
        var settings = try derivation.sequence()
        let salt = try settings.content(.octetString)
        let rounds = try settings.number()
        guard (1...mostRounds).contains(rounds) else { throw unsupported("it takes \(rounds) rounds") }
        _ = try settings.contentIfPresent(.integer)
        let hash = try hashFunction(&settings)
        var encryption = try parameters.sequence()
        let identifier = try encryption.content(.objectIdentifier)
        guard let cipher = ciphers.first(where: { $0.0 == identifier })?.1 else {
            throw unsupported("the cipher is not AES-CBC")
        }
        let vector = try encryption.content(.octetString)
        let sealed = try fields.content(.octetString)
        guard let passphrase else { throw .passphraseNeeded }
        let key = try derive(from: passphrase, salt: salt, rounds: rounds, hash: hash, byteCount: cipher.keySize)
        return try cipher.open(sealed, key: key, vector: vector, isPadded: true)
    }

    /// The pseudo-random function, which is HMAC with SHA-1 where none is named.
    private static func hashFunction(
        _ settings: inout DERReader
    ) throws(KeyFault) -> KDF.Insecure.PBKDF2.HashFunction {
        guard let named = try settings.contentIfPresent(.sequence) else { return .insecureSHA1 }
        var reader = DERReader(named)
        let identifier = try reader.content(.objectIdentifier)
        guard let hash = hmacs.first(where: { $0.0 == identifier })?.1 else {
            throw unsupported("its pseudo-random function is not HMAC with SHA-1, SHA-256 or SHA-512")
        }
        return hash
    }

    private static func derive(
        from passphrase: Secret,
        salt: [UInt8],
        rounds: Int,
        hash: KDF.Insecure.PBKDF2.HashFunction,
        byteCount: Int
    ) throws(KeyFault) -> [UInt8] {
        let key = unsafe passphrase.withBytes { password in
            try? unsafe KDF.Insecure.PBKDF2.deriveKey(
                from: password,
                salt: salt,
                using: hash,
                outputByteCount: byteCount,
                unsafeUncheckedRounds: rounds
            )
        }
        guard let key else { throw .damaged("its key derivation fails") }
        return unsafe key.withUnsafeBytes { unsafe Array($0) }
    }

    private static func unsupported(_ what: String) -> KeyFault {
        .unsupported("encrypted in a way not known here: \(what)", remedy: .rewrite)
    }
}
