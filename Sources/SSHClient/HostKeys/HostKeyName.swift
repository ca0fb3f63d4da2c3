/// The name under which known_hosts keeps a server's keys: in lower case, and with the port where it is not 22.
///
/// Bytes rather than characters, because known_hosts has no encoding and Unicode's idea of equality must not decide
/// which key is trusted.
package struct HostKeyName: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// Names a server as ssh(1) does: `host` for port 22, else `[host]:port`.
    package init(host: String, port: Int) {
        self.init(port == Self.usualPort ? host : "[\(host)]:\(port)")
    }

    /// Takes a name that is spelled as in known_hosts already.
    package init(_ spelled: String) {
        bytes = spelled.utf8.map(\.inLowerCase)
    }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the name means itself, and nothing more, when it is written into known_hosts.
    var isWritable: Bool {
        guard let first = bytes.first, !Self.leadingSigns.contains(first) else { return false }
        return bytes.allSatisfy { $0 > UInt8(ascii: " ") && $0 != 0x7F && !Self.signs.contains($0) }
    }

    static let usualPort = 22
    private static let signs = Array("*?,".utf8)
    private static let leadingSigns = Array("!|#@".utf8)
}

extension UInt8 {
    /// The byte as tolower(3) has it in the C locale.
    var inLowerCase: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self + 32 : self
    }
}
