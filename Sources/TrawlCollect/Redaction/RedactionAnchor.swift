/// The bytes by which a secret is found, and what a secret looks like that is found by them.
struct RedactionAnchor: Sendable {
    enum Shape: Sendable {
        /// The anchor is the secret.
        case itself
        /// The anchor is the beginning of the secret, and at least so many bytes of a class follow.
        case prefix(ByteClass, atLeast: Int)
        /// The anchor is in a name, and the secret is the value, of at least so many bytes, that is assigned to it.
        case assigned(atLeast: Int)
        /// The anchor is a header's name, and the secret is the rest of the line.
        case header
        /// The secret, of at least so many bytes of a class, comes right after the anchor.
        case after(ByteClass, atLeast: Int)
        case jwt
        case userInformation
        case privateKey
    }

    let bytes: [UInt8]
    let ignoresCase: Bool
    /// Whether no letter, digit or underscore may stand before it.
    let beginsWord: Bool
    let shape: Shape
    /// What it is counted and marked as.
    let label: String

    init(_ text: String, ignoresCase: Bool = true, beginsWord: Bool = false, _ shape: Shape, _ rule: RedactionRule) {
        bytes = Array(text.utf8)
        self.ignoresCase = ignoresCase
        self.beginsWord = beginsWord
        self.shape = shape
        label = rule.rawValue
    }

    /// A secret that is known byte for byte.
    init(secret: [UInt8]) {
        bytes = secret
        ignoresCase = false
        beginsWord = false
        shape = .itself
        label = Self.knownSecret
    }

    /// What a known secret is counted and marked as.
    static let knownSecret = "secret"

    /// The anchors of a rule.
    static func anchors(of rule: RedactionRule) -> [RedactionAnchor] {
        switch rule {
        case .password:
            ["password", "passwd", "passphrase", "passcode", "secret", "credential", "_pass", "-pass"].map {
                RedactionAnchor($0, .assigned(atLeast: 1), rule)
            }
        case .token:
            ["token", "apikey", "api_key", "api-key", "access_key", "accesskey", "auth_key"].map {
                RedactionAnchor($0, .assigned(atLeast: 6), rule)
            } + ["authorization", "cookie"].map { RedactionAnchor($0, .header, rule) } + [
                RedactionAnchor("bearer ", beginsWord: true, .after(.bearer, atLeast: 8), rule)
            ]
        case .privateKey: [RedactionAnchor("-----BEGIN ", ignoresCase: false, .privateKey, rule)]
        case .cloudKey: cloudKeys
        case .jwt: [RedactionAnchor("eyJ", ignoresCase: false, beginsWord: true, .jwt, rule)]
        case .urlCredentials: [RedactionAnchor("://", .userInformation, rule)]
        }
    }

    private static let cloudKeys: [RedactionAnchor] = {
        let upper = ByteClass { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        let shapes: [(prefixes: [String], Shape)] = [
            (["AKIA", "ASIA"], .prefix(upper, atLeast: 16)),
            (["AIza"], .prefix(.base64URL, atLeast: 35)),
            (["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], .prefix(.alphanumeric(), atLeast: 30)),
            (["github_pat_"], .prefix(.word, atLeast: 30)),
            (["glpat-"], .prefix(.base64URL, atLeast: 20)),
            (["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"], .prefix(.base64URL, atLeast: 10)),
            (["sk_live_", "rk_live_"], .prefix(.alphanumeric(), atLeast: 16)),
            (["AccountKey="], .after(.bearer, atLeast: 20)),
        ]
        return shapes.flatMap { prefixes, shape in
            prefixes.map { RedactionAnchor($0, ignoresCase: false, beginsWord: true, shape, .cloudKey) }
        }
    }()
}
