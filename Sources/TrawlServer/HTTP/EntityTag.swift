import Crypto
import Foundation
import HTTPTypes
package import Hummingbird

/// Validators of answers (RFC 9110, section 8.8.3): a caller that has the newest one gets a 304 without a body.
package enum EntityTag {
    /// Answers with JSON, or with 304 where the request's `If-None-Match` has its tag.
    package static func answer(_ json: String, to request: Request) -> Response {
        let digest = SHA256.hash(data: Data(json.utf8)).prefix(16)
        let tag =
            "\"" + digest.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined() + "\""
        let fields: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache"]
        if let known = request.headers[.ifNoneMatch], matches(known, tag) {
            return Response(status: .notModified, headers: fields)
        }
        return JSONResponse.text(json, headers: fields)
    }

    /// Weak comparison, as If-None-Match wants it.
    private static func matches(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").contains { part in
            let known = part.trimmingCharacters(in: .whitespaces)
            return known == "*" || known == tag || known == "W/" + tag
        }
    }
}
