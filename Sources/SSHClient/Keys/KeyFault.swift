/// What is wrong with a key, before it is known which file it came from.
enum KeyFault: Error, Equatable {
    /// Not a private key; the text says what it is instead, as the end of "it is …".
    case notAKey(String)
    /// The text says what does not hold together.
    case damaged(String)
    /// The text says what is not supported, as the end of "it is …"; the remedy is a command for the file.
    case unsupported(String, remedy: Remedy)
    case passphraseNeeded
    case wrongPassphrase

    /// What a person can do about a format that is not read here.
    enum Remedy: Equatable {
        /// Have ssh-keygen write the file anew, in OpenSSH's own format.
        case rewrite
        /// Have puttygen write a copy.
        case convertFromPuTTY
        /// Nothing but another key will do.
        case anotherKey
    }

    /// The fault of a named file.
    func error(path: String) -> SSHKeyError {
        switch self {
        case .notAKey(let what):
            return SSHKeyError(code: .notAKey, path: path, message: "\(path) is not a private key: it is \(what)")
        case .damaged(let what):
            return SSHKeyError(code: .damaged, path: path, message: "the key \(path) is damaged: \(what)")
        case .unsupported(let what, let remedy):
            let message = "the key \(path) cannot be used: it is \(what); \(Self.advice(remedy, path))"
            return SSHKeyError(code: .unsupportedFormat, path: path, message: message)
        case .passphraseNeeded:
            let way = "give its passphrase, or add it to an agent with: ssh-add \(Self.quoted(path))"
            return SSHKeyError(
                code: .passphraseNeeded,
                path: path,
                message: "the key \(path) is encrypted: \(way)"
            )
        case .wrongPassphrase:
            return SSHKeyError(
                code: .wrongPassphrase,
                path: path,
                message: "the passphrase given for the key \(path) is wrong"
            )
        }
    }

    private static func advice(_ remedy: Remedy, _ path: String) -> String {
        switch remedy {
        case .rewrite: "rewrite it with: ssh-keygen -p -f \(quoted(path))"
        case .convertFromPuTTY: "convert it with: puttygen \(quoted(path)) -O private-openssh -o NEWFILE"
        case .anotherKey: "use an Ed25519, ECDSA or RSA key"
        }
    }

    /// A path as a shell takes it for one word.
    static func quoted(_ path: String) -> String {
        let harmless = path.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
                || (UInt8(ascii: "-")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
        }
        return harmless && !path.isEmpty ? path : "'" + path.replacing("'", with: #"'\''"#) + "'"
    }
}
