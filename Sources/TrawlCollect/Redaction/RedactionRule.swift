/// A kind of secret that is known by its looks.
///
/// Secrets that trawl itself was given are taken out whatever rules a profile has.
package enum RedactionRule: String, CaseIterable, Codable, Hashable, Sendable {
    /// What is assigned to a name with `password`, `passwd`, `passphrase`, `secret` or the like in it.
    case password
    /// Bearer tokens, API keys, and the headers `Authorization` and `Cookie`.
    case token
    /// Private keys in PEM (RFC 7468) and OpenSSH's armour, from BEGIN to END.
    case privateKey = "private_key"
    /// Access keys and tokens that well-known services give a prefix (AWS, Google, GitHub, GitLab, Slack, Stripe, Azure).
    case cloudKey = "cloud_key"
    /// JSON web tokens (RFC 7519).
    case jwt
    /// The password in the user information of a URL (RFC 3986, section 3.2.1).
    case urlCredentials = "url_credentials"
}
