import Crypto
import Foundation

/// A curve that ECDSA keys are on, by its name in SSH (RFC 5656, section 10.1).
enum EllipticCurve: String, CaseIterable {
    case nistp256
    case nistp384
    case nistp521

    /// The key type's name, which is the signature's too.
    var algorithm: String { "ecdsa-sha2-" + rawValue }

    /// The content bytes of the curve's object identifier (RFC 5480, section 2.1.1.1).
    var objectIdentifier: [UInt8] {
        switch self {
        case .nistp256: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        case .nistp384: [0x2B, 0x81, 0x04, 0x00, 0x22]
        case .nistp521: [0x2B, 0x81, 0x04, 0x00, 0x23]
        }
    }

    /// How many bytes a scalar has.
    private var width: Int {
        switch self {
        case .nistp256: 32
        case .nistp384: 48
        case .nistp521: 66
        }
    }

    /// The signing key that a scalar is; leading zeros do not matter.
    ///
    /// - Throws: `KeyFault.damaged` where the scalar is not on the curve.
    func key(scalar: some Collection<UInt8>) throws(KeyFault) -> SigningKey {
        let digits = Array(scalar.drop { $0 == 0 })
        guard digits.count <= width else { throw .damaged("its number is too large for \(rawValue)") }
        let padded = [UInt8](repeating: 0, count: width - digits.count) + digits
        do {
            switch self {
            case .nistp256: return .p256(try P256.Signing.PrivateKey(rawRepresentation: padded))
            case .nistp384: return .p384(try P384.Signing.PrivateKey(rawRepresentation: padded))
            case .nistp521: return .p521(try P521.Signing.PrivateKey(rawRepresentation: padded))
            }
        } catch {
            throw .damaged("its number is not one of \(rawValue)")
        }
    }
}
