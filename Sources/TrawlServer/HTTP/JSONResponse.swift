package import HTTPTypes
package import Hummingbird

/// Answers with a document of the contract.
package enum JSONResponse {
    /// The answer; no cache may keep it unless `headers` say otherwise.
    ///
    /// - Throws: what the document's own encoding throws; the documents of this module do not.
    package static func of(
        _ document: some Encodable,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) throws -> Response {
        text(try DocumentCoding.text(of: document), status: status, headers: headers)
    }

    /// The answer with JSON that is written already.
    package static func text(
        _ json: String,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        let body = ByteBuffer(string: json)
        var fields = headers
        fields[.contentType] = "application/json"
        fields[.contentLength] = String(body.readableBytes)
        if fields[.cacheControl] == nil { fields[.cacheControl] = "no-store" }
        fields[.xContentTypeOptions] = "nosniff"
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body))
    }
}
