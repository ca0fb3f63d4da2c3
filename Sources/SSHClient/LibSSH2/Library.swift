import CLibSSH2
import Glibc

/// The libssh2 that this process runs with.
public enum SSHLibrary {
    /// Starts libssh2, once in the life of the process; the number is libssh2's own, 0 where it started.
    static let started: Int32 = libssh2_init(0)

    /// A descriptor of the process's own that libssh2 may set non-blocking: its handshake wants one, and the real
    /// socket is NIO's.
    static let harmlessDescriptor: Int32 = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)

    /// The version that the process was linked with at run time, such as "1.10.0".
    public static var runtimeVersion: String {
        guard let text = unsafe libssh2_version(0) else { return "unknown" }
        return unsafe String(cString: text)
    }

    /// The version whose header the process was compiled against, such as "1.10.0".
    public static var compiledVersion: String {
        let number = trawl_libssh2_compiled_version()
        return "\(number >> 16 & 0xFF).\(number >> 8 & 0xFF).\(number & 0xFF)"
    }

    /// Whether libssh2 signs with rsa-sha2-* by itself (1.11 and later); where not, trawl does.
    public static var signsRSAWithSHA2ByItself: Bool { trawl_libssh2_upgrades_rsa() }

    /// What a session can agree on.
    public enum Method: CaseIterable, Sendable {
        case keyExchange, hostKey, cipher, mac

        var number: Int32 {
            switch self {
            case .keyExchange: LIBSSH2_METHOD_KEX
            case .hostKey: LIBSSH2_METHOD_HOSTKEY
            case .cipher: LIBSSH2_METHOD_CRYPT_CS
            case .mac: LIBSSH2_METHOD_MAC_CS
            }
        }
    }

    /// The algorithms that this libssh2 has for a method, in its own order of preference.
    public static func algorithms(for method: Method) -> [String] {
        guard started == 0, let session = unsafe libssh2_session_init_ex(nil, nil, nil, nil) else { return [] }
        defer { unsafe libssh2_session_free(session) }
        var list: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        let count = unsafe libssh2_session_supported_algs(session, method.number, &list)
        guard count > 0, let names = unsafe list else { return [] }
        defer { unsafe libssh2_free(session, names) }
        return (0..<Int(count)).compactMap { place in unsafe names[place].map { unsafe String(cString: $0) } }
    }

    /// The ciphers to ask for: AES in the order of ssh_config(5), 128 bits first, which costs the least.
    ///
    /// Whatever else this libssh2 has comes behind, for nodes that have nothing better.
    static let ciphers: String = {
        let wanted = ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"]
        let known = algorithms(for: .cipher)
        return (wanted.filter(known.contains) + known.filter { !wanted.contains($0) }).joined(separator: ",")
    }()

    /// The host-key algorithms of this libssh2, looked up once.
    static let hostKeyAlgorithms: [String] = algorithms(for: .hostKey)
}
