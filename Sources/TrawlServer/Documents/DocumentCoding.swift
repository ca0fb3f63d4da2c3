package import Foundation

/// How every document of the contract becomes JSON: one line, keys in alphabetical order, slashes as they are.
package enum DocumentCoding {
    /// The JSON text, without a line end.
    ///
    /// - Throws: what the document's own encoding throws; the documents of this module do not.
    package static func text(of document: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }

    /// Reads a document back.
    ///
    /// - Throws: `DecodingError` where the text is none.
    package static func document<D: Decodable>(_ kind: D.Type, from text: some DataProtocol) throws -> D {
        try JSONDecoder().decode(kind, from: Data(text))
    }
}
