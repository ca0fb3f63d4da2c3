import HTTPTypes
import Hummingbird

/// Keeps other sites from acting by a cookie that the browser sends along.
///
/// Beside `SameSite=Strict`, which old browsers do not know and which neighbours on another port of the host pass: what
/// changes something must say that it comes from the page itself (Fetch Metadata, `Sec-Fetch-Site`), and have a field that
/// no form can send and that no other origin's script may (the fetch standard: it would ask leave first, and get none).
enum SameOrigin {
    /// Refuses a request by cookie that changes something and may come from elsewhere.
    ///
    /// - Throws: ``APIFailure`` (403).
    static func check(_ request: Request) throws(APIFailure) {
        guard request.method != .get, request.method != .head else { return }
        guard request.headers[fetchSite] == "same-origin", request.headers[fromPage] != nil else {
            throw APIFailure(
                .forbidden,
                "CROSS_SITE_REQUEST",
                .permissionDenied,
                "By cookie only the page itself may ask for this: Sec-Fetch-Site must be same-origin and X-Trawl-Page be there"
            )
        }
    }

    /// Refuses to open a session for another site's page, which would sign a person in as somebody else.
    ///
    /// - Throws: ``APIFailure`` (403).
    static func checkSignIn(_ request: Request) throws(APIFailure) {
        guard let site = request.headers[fetchSite] else { return }
        guard site == "same-origin" || site == "none" else {
            throw APIFailure(
                .forbidden,
                "CROSS_SITE_REQUEST",
                .permissionDenied,
                "Another site's page cannot sign in here"
            )
        }
    }

    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .referer
    private static let fromPage = HTTPField.Name("X-Trawl-Page") ?? .referer
}
