import Crypto
import FoundationEssentials

/// A name that known_hosts hides: `|1|salt|hash`, the HMAC-SHA1 of the name under a salt of its own.
struct HashedHostName: Sendable {
    private let salt: SymmetricKey
    private let hash: [UInt8]

    /// Reads a hosts field; nil where it is not exactly one hashed name.
    init?(_ field: ArraySlice<UInt8>) {
        guard field.starts(with: Self.magic) else { return nil }
        let parts = field.dropFirst(Self.magic.count).split(separator: Self.delimiter, omittingEmptySubsequences: false)
        guard parts.count == 2, let salt = Self.digest(parts[0]), let hash = Self.digest(parts[1]) else { return nil }
        self.salt = SymmetricKey(data: salt)
        self.hash = [UInt8](hash)
    }

    func match(_ name: HostKeyName) -> Bool {
        HMAC<Insecure.SHA1>.authenticationCode(for: name.bytes, using: salt).elementsEqual(hash)
    }

    /// Twenty bytes; OpenSSH compares the text, so that another spelling of them would match nothing.
    private static func digest(_ text: ArraySlice<UInt8>) -> Data? {
        guard let bytes = CanonicalBase64(text)?.bytes, bytes.count == Insecure.SHA1.byteCount else { return nil }
        return bytes
    }

    static let delimiter = UInt8(ascii: "|")
    private static let magic = Array("|1|".utf8)
}
