import Crypto
import Foundation

/// The encryption of old PEM files, which `DEK-Info` tells of (RFC 1421, with OpenSSL's EVP_BytesToKey over MD5).
enum LegacyPEMCipher {
    /// Decrypts a body; `info` is the header's value, a cipher's name and the vector in hexadecimal.
    ///
    /// - Throws: `KeyFault`: no or the wrong passphrase, a cipher that is not ours, a damaged header.
    static func open(_ body: [UInt8], info: String, passphrase: Secret?) throws(KeyFault) -> [UInt8] {
        let parts = info.split(separator: ",", maxSplits: 1).map(String.init)
        guard parts.count == 2, let vector = bytes(hexadecimal: parts[1]) else {
            throw .damaged("its DEK-Info line cannot be read")
        }
        let keySize: Int
        switch parts[0] {
        case "AES-128-CBC": keySize = 16
        case "AES-192-CBC": keySize = 24
        case "AES-256-CBC": keySize = 32
        default: throw .unsupported("encrypted with \(parts[0].debugDescription)", remedy: .rewrite)
        }
        guard let passphrase else { throw .passphraseNeeded }
        let key = derive(from: passphrase, salt: vector.prefix(8), byteCount: keySize)
        return try KeyCipher(.cbc, keySize: keySize).open(body, key: key, vector: vector, isPadded: true)
    }

    /// MD5 of what came before, the passphrase and the salt, one after another until there is enough.
    private static func derive(from passphrase: Secret, salt: ArraySlice<UInt8>, byteCount: Int) -> [UInt8] {
        var derived: [UInt8] = []
        var latest: [UInt8] = []
        while derived.count < byteCount {
            var hash = Insecure.MD5()
            hash.update(data: latest)
            unsafe passphrase.withBytes { unsafe hash.update(bufferPointer: $0) }
            hash.update(data: Array(salt))
            latest = Array(hash.finalize())
            derived += latest
        }
        return Array(derived.prefix(byteCount))
    }

    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count == 2 * KeyCipher.blockSize else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
