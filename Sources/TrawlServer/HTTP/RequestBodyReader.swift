package import Foundation
import HTTPTypes
package import Hummingbird
import NIOCore

/// Takes in the JSON body of a request, whole and bounded.
package struct RequestBodyReader: Sendable {
    /// The most bytes that are taken.
    package let limit: Int

    package init(limit: Int) {
        self.limit = limit
    }

    /// The body's bytes; none where there is no body.
    ///
    /// - Throws: ``APIFailure`` where it is too large or said to be something else than JSON.
    package func bytes(of request: Request) async throws -> Data {
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw APIFailure.tooLarge(limit: limit)
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw APIFailure.tooLarge(limit: limit)
        }
        if buffer.readableBytes > 0, !Self.isJSON(request.headers[.contentType]) {
            throw APIFailure(
                .unsupportedMediaType,
                "UNSUPPORTED_MEDIA_TYPE",
                .malformedRequest,
                "The body must be application/json",
                headers: [.accept: "application/json"]
            )
        }
        return Data(buffer.readableBytesView)
    }

    /// A JSON document.
    ///
    /// - Throws: ``APIFailure``: 400 where the text is no JSON, with its line and column; 422 with the field at fault
    ///   where it is another document.
    package func document<D: Decodable>(_ kind: D.Type, of request: Request) async throws -> (D, Data) {
        let bytes = try await bytes(of: request)
        guard !bytes.isEmpty else { throw APIFailure.malformed("The body is missing; a JSON object is meant") }
        do {
            return (try JSONDecoder().decode(kind, from: bytes), bytes)
        } catch let error as DecodingError {
            throw Self.failure(for: error, in: bytes)
        }
    }

    /// Takes in the body of a request to which there is nothing to say: none, or an object without fields.
    ///
    /// - Throws: ``APIFailure`` for anything else, as for a document.
    package func nothing(of request: Request) async throws {
        let bytes = try await bytes(of: request)
        guard !bytes.isEmpty else { return }
        do {
            _ = try JSONDecoder().decode(EmptyDocument.self, from: bytes)
        } catch let error as DecodingError {
            throw Self.failure(for: error, in: bytes)
        }
    }

    private static func isJSON(_ type: String?) -> Bool {
        guard let type else { return false }
        let essence = type.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        return essence == "application/json"
    }

    private static func failure(for error: DecodingError, in bytes: Data) -> APIFailure {
        switch error {
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            return .malformed("The body is not JSON: \(JSONFault.sentence(about: bytes))")
        case .dataCorrupted(let context):
            return .badField(path(context.codingPath), context.debugDescription)
        case .keyNotFound(let key, let context):
            let name = path(context.codingPath + [key])
            return .badField(name, "The field \(name) is missing")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let name = path(context.codingPath)
            return .badField(name, "\(name.isEmpty ? "The body" : name) must be \(word(for: type))")
        @unknown default: return .malformed("The body cannot be read")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += (path.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }

    private static func word(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        case is [Any].Type: "a list"
        default: String(describing: type).hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
