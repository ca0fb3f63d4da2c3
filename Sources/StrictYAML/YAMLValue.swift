/// A value in a YAML file, with its place.
///
/// What a plain scalar means is decided by the accessor it is read with: `no` is a text to ``string()`` and a mistake
/// to ``bool()``. Each accessor answers nil and writes the mistake down where the value is not what was meant; see
/// ``YAMLDocument`` for how the mistakes come out.
package struct YAMLValue {
    enum Content {
        /// Nothing was written, or `~` or `null`.
        case null
        case scalar(String, isPlain: Bool)
        case sequence([YAMLValue])
        case mapping([YAMLEntry])
        /// Something whose meaning its tag gives to another program.
        case opaque(tag: String)
    }

    let content: Content
    package let location: SourceLocation
    let log: YAMLFaultLog

    /// Writes down a mistake at this value's place, found by a decoder.
    package func fault(_ message: String) {
        log.add(location, message)
    }

    package var isNull: Bool {
        switch content {
        case .null: true
        case .scalar, .sequence, .mapping, .opaque: false
        }
    }

    package var isText: Bool {
        switch content {
        case .scalar: true
        case .null, .sequence, .mapping, .opaque: false
        }
    }

    package var isMapping: Bool {
        switch content {
        case .mapping: true
        case .null, .scalar, .sequence, .opaque: false
        }
    }

    /// The text of a scalar; nil, and no mistake, for anything else.
    package var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// Whether a scalar is written without quotes.
    package var isPlain: Bool {
        guard case .scalar(_, let isPlain) = content else { return false }
        return isPlain
    }

    /// The fields of a mapping; nil, and no mistake, for anything else.
    package var fields: [YAMLEntry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The items of a list; nil, and no mistake, for anything else.
    package var items: [YAMLValue]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    /// The tag of a value that only another program can read; nil for all others.
    package var unreadTag: String? {
        guard case .opaque(let tag) = content else { return nil }
        return tag
    }

    /// A text, just as it is written; empty only where it is written as `""`.
    package func string() -> String? {
        guard case .scalar(let text, _) = content else { return wrong(meant: "a text") }
        return text
    }

    /// One of the texts of a closed list, such as an enum's raw values.
    package func choice<Choice: RawRepresentable & CaseIterable>(
        of type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        let known = Choice.allCases.map(\.rawValue)
        let meant = "one of " + known.joined(separator: ", ")
        guard case .scalar(let text, _) = content else { return wrong(meant: meant) }
        if let choice = Choice(rawValue: text) { return choice }
        return wrong(meant: meant, hint: NearestName.question(for: text, among: known))
    }

    /// A whole number in decimal digits, without quotes, within the bounds.
    package func integer(in bounds: ClosedRange<Int>) -> Int? {
        let meant = "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        guard case .scalar(let text, isPlain: true) = content,
            text.utf8.dropFirst(text.hasPrefix("-") ? 1 : 0).allSatisfy({ (48...57).contains($0) }),
            let number = Int(text), bounds.contains(number)
        else { return wrong(meant: meant) }
        return number
    }

    /// `true` or `false`, without quotes.
    package func bool() -> Bool? {
        switch content {
        case .scalar("true", isPlain: true): return true
        case .scalar("false", isPlain: true): return false
        case .null, .scalar, .sequence, .mapping, .opaque: return wrong(meant: "true or false")
        }
    }

    /// A time such as `10m`, `1h30m` or `500ms`, within the bounds; a number without a unit is a mistake.
    package func duration(in bounds: ClosedRange<Duration> = .zero ... .seconds(365 * 86_400)) -> Duration? {
        guard case .scalar(let text, _) = content else { return wrong(meant: "a time such as 10m or 1h30m") }
        do {
            let duration = try DurationText.parse(text)
            if bounds.contains(duration) { return duration }
            let least = DurationText.format(bounds.lowerBound)
            return wrong(meant: "a time from \(least) to \(DurationText.format(bounds.upperBound))")
        } catch {
            fault(error.message)
            return nil
        }
    }

    /// A size in bytes such as `64KiB` or `10MB`, within the bounds; a number without a unit is a mistake.
    package func byteCount(in bounds: ClosedRange<Int64> = 0...Int64.max) -> Int64? {
        guard case .scalar(let text, _) = content else { return wrong(meant: "a size such as 64KiB or 10MB") }
        do {
            let count = try ByteCountText.parse(text)
            if bounds.contains(count) { return count }
            let least = ByteCountText.format(bounds.lowerBound)
            return wrong(meant: "a size from \(least) to \(ByteCountText.format(bounds.upperBound))")
        } catch {
            fault(error.message)
            return nil
        }
    }

    /// A list, possibly empty.
    package func list() -> [YAMLValue]? {
        guard case .sequence(let items) = content else { return wrong(meant: "a list") }
        return items
    }

    /// A list of texts, or a single text that stands for a list of one; nil where any of them is no text.
    package func strings() -> [String]? {
        switch content {
        case .scalar(let text, _): return [text]
        case .sequence(let items):
            let texts = items.compactMap { $0.string() }
            return texts.count == items.count ? texts : nil
        case .null, .mapping, .opaque: return wrong(meant: "a text or a list of texts")
        }
    }

    /// A mapping with these fields and no others; nothing written stands for an empty one.
    ///
    /// An unknown field is written down and left out.
    package func mapping(fields: [String]) -> YAMLMapping? {
        guard let entries = entries() else { return nil }
        let known = Set(fields)
        for entry in entries where !known.contains(entry.key) {
            let question = NearestName.question(for: entry.key, among: fields)
            let rest = question.isEmpty ? "; the fields here are \(fields.joined(separator: ", "))" : question
            entry.fault("unknown field \"\(entry.key)\"\(rest)")
        }
        return YAMLMapping(value: self, entries: entries.filter { known.contains($0.key) })
    }

    /// A mapping whose field names are the file's own, in the file's order; nothing written stands for an empty one.
    package func entries() -> [YAMLEntry]? {
        switch content {
        case .null: return []
        case .mapping(let entries): return entries
        case .scalar, .sequence, .opaque: return wrong(meant: "a mapping of fields")
        }
    }

    /// What was found, as a part of a sentence.
    var kind: String {
        switch content {
        case .null: return "nothing"
        case .scalar(let text, let isPlain):
            let short = text.count > 40 ? text.prefix(40) + "…" : text[...]
            return isPlain ? "\(short)" : "the quoted text \(String(short).debugDescription)"
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .opaque(let tag): return "something that only \(tag) can read"
        }
    }

    private func wrong<Wanted>(meant: String, hint: String = "") -> Wanted? {
        fault("\(meant) is meant here, and \(kind) was found\(hint)")
        return nil
    }
}
