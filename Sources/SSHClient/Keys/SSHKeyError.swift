/// Why a private key could not be loaded or used.
public struct SSHKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, CaseIterable, Sendable {
        /// The file cannot be read.
        case unreadable
        /// Others than its owner may read or write the file.
        case tooOpen
        /// What is there is not a private key.
        case notAKey
        /// It begins as a private key and is then broken.
        case damaged
        /// It is a private key of a kind that this library does not read.
        case unsupportedFormat
        /// It is encrypted, and no passphrase was given.
        case passphraseNeeded
        /// It is encrypted, and not with the passphrase given.
        case wrongPassphrase
        /// The key cannot make the signature that was asked for.
        case cannotSign
    }

    /// What went wrong, for programs.
    public let code: Code
    /// The key's file, as the caller named it.
    public let path: String
    /// One sentence for a person that names the file and, where there is one, the fix.
    public let message: String

    init(code: Code, path: String, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// The sentence.
    public var description: String { message }
}
