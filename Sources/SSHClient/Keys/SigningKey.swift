import Crypto
import CryptoExtras
import Foundation

/// A private key in the form in which it signs.
enum SigningKey: Sendable {
    case ed25519(Curve25519.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case rsa(_RSA.Signing.PrivateKey)

    /// The public half as it goes over the wire (RFC 8709, RFC 5656, RFC 4253).
    func publicBlob() throws -> [UInt8] {
        var blob = SSHWireWriter()
        switch self {
        case .ed25519(let key):
            blob.string("ssh-ed25519")
            blob.string(key.publicKey.rawRepresentation)
        case .p256(let key): Self.write(point: key.publicKey.x963Representation, on: .nistp256, to: &blob)
        case .p384(let key): Self.write(point: key.publicKey.x963Representation, on: .nistp384, to: &blob)
        case .p521(let key): Self.write(point: key.publicKey.x963Representation, on: .nistp521, to: &blob)
        case .rsa(let key):
            let numbers = try key.publicKey.getKeyPrimitives()
            blob.string("ssh-rsa")
            blob.mpint(magnitude: numbers.publicExponent)
            blob.mpint(magnitude: numbers.modulus)
        }
        return blob.bytes
    }

    /// Signs; nil where the key does not make signatures of that name.
    ///
    /// The result is the inner signature, without the name before it: 64 bytes for Ed25519, two mpints for ECDSA
    /// (RFC 5656, section 3.1.2), the PKCS#1 v1.5 signature for RSA (RFC 8332).
    func signature(for data: [UInt8], algorithm: String) throws -> [UInt8]? {
        switch self {
        case .ed25519(let key):
            guard algorithm == "ssh-ed25519" else { return nil }
            return Array(try key.signature(for: data))
        case .p256(let key):
            guard algorithm == EllipticCurve.nistp256.algorithm else { return nil }
            return Self.pair(try key.signature(for: data).rawRepresentation)
        case .p384(let key):
            guard algorithm == EllipticCurve.nistp384.algorithm else { return nil }
            return Self.pair(try key.signature(for: data).rawRepresentation)
        case .p521(let key):
            guard algorithm == EllipticCurve.nistp521.algorithm else { return nil }
            return Self.pair(try key.signature(for: data).rawRepresentation)
        case .rsa(let key):
            switch algorithm {
            case "rsa-sha2-512": return try Self.sign(SHA512.hash(data: data), with: key)
            case "rsa-sha2-256": return try Self.sign(SHA256.hash(data: data), with: key)
            // Appliances with an old sshd take nothing else; whether to offer it is the caller's decision.
            case "ssh-rsa": return try Self.sign(Insecure.SHA1.hash(data: data), with: key)
            default: return nil
            }
        }
    }

    private static func sign(_ digest: some Digest, with key: _RSA.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
    }

    /// Turns r and s of one fixed width behind each other into two mpints.
    private static func pair(_ raw: Data) -> [UInt8] {
        var writer = SSHWireWriter()
        writer.mpint(magnitude: raw.prefix(raw.count / 2))
        writer.mpint(magnitude: raw.suffix(raw.count / 2))
        return writer.bytes
    }

    private static func write(point: Data, on curve: EllipticCurve, to blob: inout SSHWireWriter) {
        blob.string(curve.algorithm)
        blob.string(curve.rawValue)
        blob.string(point)
    }
}
