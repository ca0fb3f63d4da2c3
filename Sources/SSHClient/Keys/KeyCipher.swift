import Crypto
import CryptoExtras
import Foundation

/// A cipher that key files are encrypted with: AES in one of two modes.
struct KeyCipher {
    enum Mode { case ctr, cbc }

    static let blockSize = 16
    let mode: Mode
    /// In bytes.
    let keySize: Int

    init(_ mode: Mode, keySize: Int) {
        self.mode = mode
        self.keySize = keySize
    }

    /// The cipher of a name as ssh_config(5) spells it; nil where it is none of ours.
    init?(openSSHName name: String) {
        switch name {
        case "aes256-ctr": self.init(.ctr, keySize: 32)
        case "aes192-ctr": self.init(.ctr, keySize: 24)
        case "aes128-ctr": self.init(.ctr, keySize: 16)
        case "aes256-cbc": self.init(.cbc, keySize: 32)
        case "aes192-cbc": self.init(.cbc, keySize: 24)
        case "aes128-cbc": self.init(.cbc, keySize: 16)
        default: return nil
        }
    }

    /// Decrypts; padding of PKCS#7's kind is checked and taken off where there is some.
    ///
    /// - Throws: `KeyFault.damaged` where the length does not fit, `KeyFault.wrongPassphrase` where the padding does not.
    func open(
        _ sealed: [UInt8],
        key: some Collection<UInt8>,
        vector: some Collection<UInt8>,
        isPadded: Bool
    ) throws(KeyFault) -> [UInt8] {
        guard !sealed.isEmpty, sealed.count.isMultiple(of: Self.blockSize), vector.count == Self.blockSize else {
            throw .damaged("its encrypted part has an impossible length")
        }
        let key = SymmetricKey(data: Array(key))
        do {
            switch mode {
            case .ctr:
                return Array(try AES._CTR.decrypt(sealed, using: key, nonce: .init(nonceBytes: vector)))
            case .cbc:
                return Array(
                    try AES._CBC.decrypt(sealed, using: key, iv: .init(ivBytes: vector), noPadding: !isPadded)
                )
            }
        } catch {
            throw .wrongPassphrase
        }
    }
}
