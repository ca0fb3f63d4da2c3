import Crypto
import CryptoExtras
import Foundation

/// The formats of OpenSSL's that ssh-keygen writes with `-m PEM` and `-m PKCS8`, encrypted or not.
enum PEMKeyFormat {
    private static let rsa: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
    private static let elliptic: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
    private static let ed25519: [UInt8] = [0x2B, 0x65, 0x70]

    /// Reads a block that is not in OpenSSH's own format; such blocks have no comment.
    static func read(_ armour: KeyArmour, passphrase: Secret?) throws(KeyFault) -> (signer: SigningKey, comment: String)
    {
        let read: ([UInt8]) throws(KeyFault) -> SigningKey
        var der = armour.body
        var isEncrypted = false
        switch armour.label {
        case "RSA PRIVATE KEY": read = pkcs1
        case "EC PRIVATE KEY": read = { (der) throws(KeyFault) in try sec1(der, curve: nil) }
        case "PRIVATE KEY": read = pkcs8
        case "ENCRYPTED PRIVATE KEY":
            read = pkcs8
            isEncrypted = true
            der = try PBES2.open(der, passphrase: passphrase)
        case "DSA PRIVATE KEY": throw .unsupported("a DSA key", remedy: .anotherKey)
        default: throw .unsupported("a \(armour.label.debugDescription)", remedy: .rewrite)
        }
        if let info = armour.headers["DEK-Info"] {
            isEncrypted = true
            der = try LegacyPEMCipher.open(der, info: info, passphrase: passphrase)
        }
        do {
            return (try read(der), "")
        } catch .damaged(let what) {
            // A wrong passphrase gets past the padding's check once in 256 times.
            throw isEncrypted ? .wrongPassphrase : .damaged(what)
        }
    }

    /// RFC 8017, appendix A.1.2.
    private static func pkcs1(_ der: [UInt8]) throws(KeyFault) -> SigningKey {
        try RSAKeys.key { try .init(derRepresentation: der) }
    }

    /// RFC 5915; the curve may be named outside.
    private static func sec1(_ der: [UInt8], curve outside: [UInt8]?) throws(KeyFault) -> SigningKey {
        var whole = DERReader(der)
        var fields = try whole.sequence()
        guard try fields.number() == 1 else { throw .damaged("it is not version 1 of SEC 1") }
        let scalar = try fields.content(.octetString)
        var identifier = outside
        if let named = try fields.contentIfPresent(.context0) {
            var reader = DERReader(named)
            identifier = try reader.contentIfPresent(.objectIdentifier)
        }
        guard let curve = EllipticCurve.allCases.first(where: { $0.objectIdentifier == identifier }) else {
            throw .unsupported("on a curve that SSH does not use", remedy: .anotherKey)
        }
        return try curve.key(scalar: scalar)
    }

    /// RFC 5958, with RFC 5480 and RFC 8410 for what is inside.
    private static func pkcs8(_ der: [UInt8]) throws(KeyFault) -> SigningKey {
        var whole = DERReader(der)
        var fields = try whole.sequence()
        guard try fields.number() <= 1 else { throw .damaged("it is a later version of PKCS#8") }
        var algorithm = try fields.sequence()
        let identifier = try algorithm.content(.objectIdentifier)
        let inner = try fields.content(.octetString)
        if identifier == rsa { return try pkcs1(inner) }
        if identifier == elliptic { return try sec1(inner, curve: try algorithm.contentIfPresent(.objectIdentifier)) }
        guard identifier == ed25519 else {
            throw .unsupported("of a type that SSH does not use", remedy: .anotherKey)
        }
        var reader = DERReader(inner)
        let seed = try reader.content(.octetString)
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .damaged("its Ed25519 key is not 32 bytes")
        }
        return .ed25519(key)
    }
}
