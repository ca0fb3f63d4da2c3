import HTTPTypes
import Hummingbird

/// The cookie that carries a session (RFC 6265): no script reads it, and no other site's page sends it.
enum SessionCookie {
    static let name = "trawl_session"

    /// What a request's cookie holds; nil where it has none of ours.
    static func value(in request: Request) -> String? {
        request.cookies[name].flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// The value of `Set-Cookie`; no seconds take the cookie away.
    static func field(_ value: String, seconds: Int, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict\(isSecure ? "; Secure" : "")"
    }
}
