import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The page as it is served: its shell, which is the same at all of its addresses, and its files.
///
/// The files' address has a digest of all of them in it, so that a browser keeps them for good, and never mixes those of
/// two versions.
struct PageSite: Sendable {
    private let shell: ByteBuffer
    private let shellTag: String
    private let files: [String: PageFile]

    init(_ all: [PageFile]) {
        var digest = SHA256()
        for file in all.sorted(by: { $0.path < $1.path }) {
            digest.update(data: Data("\(file.path)\0\(file.bytes.count)\0".utf8))
            digest.update(data: file.bytes)
        }
        let version = digest.finalize().prefix(6).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        .joined()
        let base = "\(Self.prefix)\(version)"
        let scripts = all.filter { $0.path.hasSuffix(".js") }.map { file in
            "<link rel=\"modulepreload\" href=\"\(base)/\(file.path)\">"
        }
        let html = all.first { $0.path == "index.html" }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        let text = html.replacing("{{page}}", with: base)
            .replacing("<!-- {{modules}} -->", with: scripts.joined(separator: "\n"))
        shell = ByteBuffer(string: text)
        shellTag = "\"page-\(version)\""
        files = Dictionary(all.map { ("\(base)/\($0.path)", $0) }) { first, _ in first }
    }

    /// The document at each of the page's addresses.
    func shell(for request: Request) -> Response {
        var fields = Self.fields
        fields[.contentType] = "text/html; charset=utf-8"
        fields[.cacheControl] = "no-cache"
        fields[.eTag] = shellTag
        fields[.vary] = "Accept"
        fields[.contentSecurityPolicy] = Self.policy
        if let name = HTTPField.Name("Cross-Origin-Opener-Policy") { fields[name] = "same-origin" }
        if let name = HTTPField.Name("Referrer-Policy") { fields[name] = "no-referrer" }
        let known = request.headers[.ifNoneMatch]?.split(separator: ",").contains { part in
            part.trimmingCharacters(in: .whitespaces).trimmingPrefix("W/") == shellTag
        }
        if known == true { return Response(status: .notModified, headers: fields) }
        return Self.answer(shell, fields, request)
    }

    /// A file; nil where there is none of this name in this version.
    func file(_ path: String, for request: Request) -> Response? {
        guard let file = files[path] else { return nil }
        var fields = Self.fields
        fields[.contentType] = file.mediaType
        fields[.cacheControl] = "public, max-age=31536000, immutable"
        return Self.answer(ByteBuffer(bytes: file.bytes), fields, request)
    }

    private static func answer(_ body: ByteBuffer, _ fields: HTTPFields, _ request: Request) -> Response {
        var fields = fields
        fields[.contentLength] = String(body.readableBytes)
        let response = Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: body))
        return request.method == .head ? response.createHeadResponse() : response
    }

    private static var fields: HTTPFields {
        var fields: HTTPFields = [.xContentTypeOptions: "nosniff"]
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { fields[name] = "same-origin" }
        return fields
    }

    static let prefix = "/page/"

    /// Nothing from elsewhere, nothing inline, and no text is ever made markup (CSP 3, Trusted Types).
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    .joined(separator: "; ")
}
