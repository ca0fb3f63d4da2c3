import Crypto
import CryptoExtras
import Foundation

/// OpenSSH's own file format, `openssh-key-v1` (PROTOCOL.key in OpenSSH's sources).
enum OpenSSHKeyFormat {
    static let label = "OPENSSH PRIVATE KEY"
    private static let magic = Array("openssh-key-v1\0".utf8)
    /// OpenSSH writes 16 or 24; the limit bounds what a forged file can cost.
    private static let mostRounds: UInt32 = 100_000

    /// Reads what the armour held.
    static func read(_ body: [UInt8], passphrase: Secret?) throws(KeyFault) -> (signer: SigningKey, comment: String) {
        guard body.starts(with: magic) else { throw .damaged("it does not begin as openssh-key-v1") }
        do {
            var reader = SSHWireReader(body.dropFirst(magic.count))
            let cipher = try reader.text()
            let kdf = try reader.text()
            let kdfOptions = try reader.string()
            guard try reader.uint32() == 1 else { throw KeyFault.damaged("it does not hold exactly one key") }
            let publicBlob = try reader.string()
            let sealed = try reader.string()
            // Said before a passphrase is asked for, which could not help.
            try refuseUnknown(SSHPublicKey(blob: publicBlob)?.algorithm ?? "")
            let plain = try open(sealed, cipher: cipher, kdf: kdf, options: kdfOptions, passphrase: passphrase)
            return try key(plain, publicBlob: publicBlob, isEncrypted: cipher != "none")
        } catch let fault as KeyFault {
            throw fault
        } catch {
            throw .damaged("a field in it is cut off")
        }
    }

    private static func refuseUnknown(_ algorithm: String) throws(KeyFault) {
        if algorithm == "ssh-ed25519" || algorithm == "ssh-rsa" { return }
        if EllipticCurve.allCases.contains(where: { $0.algorithm == algorithm }) { return }
        if algorithm.hasPrefix("sk-") { throw .unsupported("bound to a security key (FIDO)", remedy: .anotherKey) }
        throw .unsupported("of the type \(algorithm.debugDescription)", remedy: .anotherKey)
    }

    private static func open(
        _ sealed: [UInt8],
        cipher: String,
        kdf: String,
        options: [UInt8],
        passphrase: Secret?
    ) throws -> [UInt8] {
        if cipher == "none", kdf == "none" { return sealed }
        guard let cipher = KeyCipher(openSSHName: cipher) else {
            throw KeyFault.unsupported("encrypted with \(cipher.debugDescription)", remedy: .rewrite)
        }
        guard kdf == "bcrypt" else {
            throw KeyFault.unsupported("encrypted by way of \(kdf.debugDescription)", remedy: .rewrite)
        }
        guard let passphrase else { throw KeyFault.passphraseNeeded }
        var reader = SSHWireReader(options)
        let salt = try reader.string()
        let rounds = try reader.uint32()
        guard !salt.isEmpty, rounds > 0 else { throw KeyFault.damaged("its key derivation has no salt or no rounds") }
        guard rounds <= mostRounds else {
            throw KeyFault.unsupported("encrypted with \(rounds) rounds", remedy: .rewrite)
        }
        // OpenSSH refuses an empty passphrase as well: no file was ever encrypted with one.
        guard !passphrase.isEmpty else { throw KeyFault.wrongPassphrase }
        let derived = BcryptPBKDF.derive(
            from: passphrase,
            salt: salt,
            rounds: Int(rounds),
            byteCount: cipher.keySize + KeyCipher.blockSize
        )
        return try cipher.open(
            sealed,
            key: derived.prefix(cipher.keySize),
            vector: derived.suffix(KeyCipher.blockSize),
            isPadded: false
        )
    }

    /// Reads the private part: two equal check numbers, the key, the comment, and padding that counts up from one.
    private static func key(
        _ plain: [UInt8],
        publicBlob: [UInt8],
        isEncrypted: Bool
    ) throws -> (signer: SigningKey, comment: String) {
        var reader = SSHWireReader(plain)
        guard try reader.uint32() == (try reader.uint32()) else {
            throw isEncrypted ? KeyFault.wrongPassphrase : KeyFault.damaged("its two check numbers differ")
        }
        let algorithm = try reader.text()
        let signer = try signer(algorithm, &reader)
        let comment = String(decoding: try reader.string(), as: UTF8.self)
        guard zip(reader.rest, 1...).allSatisfy({ Int($0) == $1 & 0xFF }) else {
            throw KeyFault.damaged("its padding is wrong")
        }
        guard try signer.publicBlob() == publicBlob else {
            throw KeyFault.damaged("its private and its public half do not belong together")
        }
        return (signer, comment)
    }

    private static func signer(_ algorithm: String, _ reader: inout SSHWireReader) throws -> SigningKey {
        if algorithm == "ssh-ed25519" {
            _ = try reader.string()
            let pair = try reader.string()
            guard pair.count == 64 else { throw KeyFault.damaged("its Ed25519 key is not 64 bytes") }
            return .ed25519(try Curve25519.Signing.PrivateKey(rawRepresentation: pair.prefix(32)))
        }
        if let curve = EllipticCurve.allCases.first(where: { $0.algorithm == algorithm }) {
            _ = try reader.string()
            _ = try reader.string()
            return try curve.key(scalar: try reader.magnitude())
        }
        try refuseUnknown(algorithm)
        let modulus = try reader.magnitude()
        let exponent = try reader.magnitude()
        let secret = try reader.magnitude()
        _ = try reader.magnitude()
        let first = try reader.magnitude()
        let second = try reader.magnitude()
        return try RSAKeys.key { try .init(n: modulus, e: exponent, d: secret, p: first, q: second) }
    }
}
