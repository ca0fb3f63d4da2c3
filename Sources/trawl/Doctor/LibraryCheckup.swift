import SSHClient

/// What the SSH library that this trawl runs with is, and what it lacks.
enum LibraryCheckup {
    static func findings() -> [Finding] {
        [version()]
            + SSHLibrary.Method.allCases.map { method in
                let algorithms = SSHLibrary.algorithms(for: method)
                return algorithms.isEmpty
                    ? .failure(name(of: method), "libssh2 has none: it cannot be used")
                    : .ok(name(of: method), algorithms.joined(separator: " "))
            }
    }

    private static func version() -> Finding {
        let (running, compiled) = (SSHLibrary.runtimeVersion, SSHLibrary.compiledVersion)
        let rsa = "RSA keys sign with SHA-2 \(SSHLibrary.signsRSAWithSHA2ByItself ? "by libssh2" : "by trawl itself")"
        guard running == compiled else {
            return .warning("libssh2", "\(running) runs, built against \(compiled); \(rsa)")
        }
        return .ok("libssh2", "\(running); \(rsa)")
    }

    private static func name(of method: SSHLibrary.Method) -> String {
        switch method {
        case .keyExchange: "key exchange"
        case .hostKey: "host keys"
        case .cipher: "ciphers"
        case .mac: "MACs"
        }
    }
}
