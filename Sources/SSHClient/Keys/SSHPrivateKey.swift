/// A private key, ready to sign.
///
/// Load it once and share it: decrypting takes a tenth of a second by design, signing takes none of that, touches no
/// file, and may be done by any number of sessions at the same time.
public struct SSHPrivateKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// The public half, with the comment that the file has for it.
    public let publicKey: SSHPublicKey
    private let signer: SigningKey
    private let path: String

    /// Reads and, where needed, decrypts a key file.
    ///
    /// It blocks on the file, and an encrypted key costs a tenth of a second and more of CPU: not for an event loop.
    /// A passphrase given for a key that is not encrypted is not looked at.
    ///
    /// - Throws: ``SSHKeyError`` with any code but `cannotSign`.
    public init(contentsOf path: String, passphrase: Secret? = nil) throws(SSHKeyError) {
        try self.init(bytes: try KeyFile.bytes(of: path), path: path, passphrase: passphrase)
    }

    /// Takes the content of a key file; `path` is what errors call it.
    ///
    /// - Throws: ``SSHKeyError`` with any code but `unreadable`, `tooOpen` and `cannotSign`.
    public init(bytes: [UInt8], path: String, passphrase: Secret? = nil) throws(SSHKeyError) {
        let key: (signer: SigningKey, comment: String)
        do throws(KeyFault) {
            key = try Self.read(bytes, passphrase: passphrase)
        } catch {
            throw error.error(path: path)
        }
        guard let blob = try? key.signer.publicBlob(), let publicKey = SSHPublicKey(blob: blob, comment: key.comment)
        else { throw KeyFault.damaged("it has no public half").error(path: path) }
        self.publicKey = publicKey
        signer = key.signer
        self.path = path
    }

    private static func read(
        _ bytes: [UInt8],
        passphrase: Secret?
    ) throws(KeyFault) -> (signer: SigningKey, comment: String) {
        let armour = try KeyArmour(findIn: bytes)
        if armour.label == OpenSSHKeyFormat.label {
            return try OpenSSHKeyFormat.read(armour.body, passphrase: passphrase)
        }
        return try PEMKeyFormat.read(armour, passphrase: passphrase)
    }

    /// Signs data the way the algorithm's name asks for; for RSA that is one of three, else the key's own type.
    ///
    /// The answer is the inner signature, without the algorithm's name before it.
    ///
    /// - Throws: ``SSHKeyError`` with `cannotSign`.
    package func signature(for data: [UInt8], algorithm: String) throws(SSHKeyError) -> [UInt8] {
        let reason: String
        do {
            if let signature = try signer.signature(for: data, algorithm: algorithm) { return signature }
            reason = "it is a key for \(publicKey.signatureAlgorithms.joined(separator: ", "))"
        } catch {
            reason = "\(error)"
        }
        throw SSHKeyError(
            code: .cannotSign,
            path: path,
            message: "the key \(path) cannot sign with \(algorithm): \(reason)"
        )
    }

    /// Type and fingerprint of the public half.
    public var description: String { publicKey.description }
    /// A mirror that shows the public half only.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey], displayStyle: .struct) }
}
