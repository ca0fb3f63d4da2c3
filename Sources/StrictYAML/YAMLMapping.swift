/// A mapping whose field names are known, with typed access to each.
///
/// Every accessor answers nil for a field that is not there, which is no mistake, and for one that is not what was
/// meant, which is written down (see ``YAMLDocument``).
package struct YAMLMapping {
    private let value: YAMLValue
    private let entries: [String: YAMLEntry]

    init(value: YAMLValue, entries: [YAMLEntry]) {
        self.value = value
        self.entries = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
    }

    package var location: SourceLocation { value.location }

    /// Writes down a mistake at the mapping's place, found by a decoder.
    package func fault(_ message: String) {
        value.fault(message)
    }

    /// The value of a field, nil where the field is not there.
    package subscript(field: String) -> YAMLValue? { entries[field]?.value }

    /// A field with the place of its name.
    package func entry(_ field: String) -> YAMLEntry? { entries[field] }

    /// The value of a field that must be there; nil, and written down, where it is missing.
    package func required(_ field: String) -> YAMLValue? {
        if let entry = entries[field] { return entry.value }
        fault("the field \"\(field)\" is missing")
        return nil
    }

    package func string(_ field: String) -> String? { self[field]?.string() }

    package func strings(_ field: String) -> [String]? { self[field]?.strings() }

    package func integer(_ field: String, in bounds: ClosedRange<Int>) -> Int? { self[field]?.integer(in: bounds) }

    package func bool(_ field: String) -> Bool? { self[field]?.bool() }

    package func duration(
        _ field: String,
        in bounds: ClosedRange<Duration> = .zero ... .seconds(365 * 86_400)
    ) -> Duration? {
        self[field]?.duration(in: bounds)
    }

    package func byteCount(_ field: String, in bounds: ClosedRange<Int64> = 0...Int64.max) -> Int64? {
        self[field]?.byteCount(in: bounds)
    }

    package func list(_ field: String) -> [YAMLValue]? { self[field]?.list() }

    package func mapping(_ field: String, fields: [String]) -> YAMLMapping? { self[field]?.mapping(fields: fields) }

    package func entries(_ field: String) -> [YAMLEntry]? { self[field]?.entries() }

    package func choice<Choice: RawRepresentable & CaseIterable>(
        _ field: String,
        of type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        self[field]?.choice(of: type)
    }
}
