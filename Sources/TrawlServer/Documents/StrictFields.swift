import StrictYAML

/// Refuses what a document of the contract does not have.
enum StrictFields {
    /// Any name that a caller may have written.
    private struct AnyKey: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    /// Looks at the names of an object's fields.
    ///
    /// - Throws: `DecodingError` naming the first unknown one, with what was probably meant.
    static func check<Keys: CodingKey & CaseIterable>(_ decoder: any Decoder, _ keys: Keys.Type) throws {
        let names = keys.allCases.map(\.stringValue)
        let found = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
        guard let unknown = found.first(where: { !names.contains($0) }) else { return }
        let hint = NearestName.question(for: unknown, among: names)
        let known = names.isEmpty ? "; there are none here" : "; there are \(names.joined(separator: ", "))"
        let rest = hint.isEmpty ? known : hint
        throw DecodingError.dataCorrupted(
            DecodingError.Context(
                codingPath: decoder.codingPath + [AnyKey(stringValue: unknown)],
                debugDescription: "There is no field \(unknown)\(rest)"
            )
        )
    }

    /// Looks for fields that are written and have no value; what is not meant is left out instead.
    ///
    /// - Throws: `DecodingError` naming the first one.
    static func refuseNulls<Keys: CodingKey>(in fields: KeyedDecodingContainer<Keys>) throws {
        for key in fields.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
        where try fields.decodeNil(forKey: key) {
            throw fault(key, in: fields, "\(key.stringValue) is null; give it a value, or leave it out")
        }
    }

    /// Whether a text can be shown on one line, in lists and in logs.
    static func isOneLine(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
            default: true
            }
        }
    }

    /// A mistake in one field's value.
    static func fault<Key: CodingKey>(
        _ key: Key,
        in fields: KeyedDecodingContainer<Key>,
        _ message: String
    ) -> DecodingError {
        .dataCorruptedError(forKey: key, in: fields, debugDescription: message)
    }
}
