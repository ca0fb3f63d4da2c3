/// Writes many names as few patterns: `web01`, `web02`, `web03` as `web[01-03]`.
///
/// Names that differ in one number only are written as ClusterShell's `nodeset -f` writes them, to the letter; over
/// several numbers whatever is a whole block becomes one pattern (`rack[1-3]node[1-8]`), and the rest a few, which
/// always stand for exactly the names that were given. Patterns are sorted. Names with characters of the notation
/// itself (`[2001:db8::1]:22`) are left alone.
enum NodeSetFold {
    static func patterns(of names: some Sequence<String>) -> [String] {
        var boxes: [[String]: Set<[String]>] = [:]
        for name in names {
            let pieces = pieces(of: name)
            boxes[pieces.texts, default: []].insert(pieces.numbers)
        }
        let sorted = boxes.keys.sorted { left, right in
            // As ClusterShell sorts: by the pattern, where a number is written as %s.
            left.joined(separator: "%s").unicodeScalars.lexicographicallyPrecedes(
                right.joined(separator: "%s").unicodeScalars
            )
        }
        return sorted.flatMap { texts in
            blocks(of: boxes[texts] ?? []).map { block in pattern(texts, block) }
        }
    }

    /// The texts around the numbers of a name, always one more than the numbers.
    private static func pieces(of name: String) -> (texts: [String], numbers: [String]) {
        if name.utf8.contains(where: notation.contains) { return ([name], []) }
        var texts = [""]
        var numbers: [String] = []
        var rest = name[...]
        while !rest.isEmpty {
            let text = rest.prefix { !isDigit($0) }
            rest = rest.dropFirst(text.count)
            texts[texts.count - 1] += text
            let digits = rest.prefix(while: isDigit)
            rest = rest.dropFirst(digits.count)
            if digits.isEmpty { continue }
            // Longer ones do not fit a range; they stay text.
            if digits.count > 18 {
                texts[texts.count - 1] += digits
            } else {
                numbers.append(String(digits))
                texts.append("")
            }
        }
        return (texts, numbers)
    }

    /// Joins, one dimension after the other, what is equal in all others.
    private static func blocks(of vectors: Set<[String]>) -> [[[String]]] {
        guard let dimensions = vectors.first?.count, dimensions > 0 else { return vectors.isEmpty ? [] : [[]] }
        var blocks = vectors.map { $0.map { [$0] } }
        for dimension in (0..<dimensions).reversed() {
            var joined: [[[String]]: [String]] = [:]
            for block in blocks {
                var others = block
                others[dimension] = []
                joined[others, default: []] += block[dimension]
            }
            blocks = joined.map { others, values in
                var block = others
                block[dimension] = values.sorted(by: precedes)
                return block
            }
        }
        return blocks.sorted { left, right in
            for (one, other) in zip(left, right) where one != other {
                return one.lexicographicallyPrecedes(other, by: precedes)
            }
            return false
        }
    }

    private static func pattern(_ texts: [String], _ block: [[String]]) -> String {
        var pattern = texts[0]
        for (values, text) in zip(block, texts.dropFirst()) {
            pattern += values.count == 1 ? values[0] : "[\(ranges(values))]"
            pattern += text
        }
        return pattern
    }

    /// Sorted digits as ranges; a padded number is followed by numbers of its own length only.
    private static func ranges(_ values: [String]) -> String {
        var ranges: [(first: String, last: String)] = []
        for value in values {
            if let last = ranges.last?.last, follows(value, last) {
                ranges[ranges.count - 1].last = value
            } else {
                ranges.append((value, value))
            }
        }
        return ranges.map { $0.first == $0.last ? $0.first : "\($0.first)-\($0.last)" }.joined(separator: ",")

        func follows(_ value: String, _ last: String) -> Bool {
            guard let number = Int(value), let before = Int(last), number == before + 1 else { return false }
            let isPadded = ranges.last.map { $0.first.count > 1 && $0.first.hasPrefix("0") } ?? false
            return isPadded ? value.count == last.count : !(value.count > 1 && value.hasPrefix("0"))
        }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        (left.utf8.count, left) < (right.utf8.count, right)
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }

    private static let notation = Set("[]".utf8)
}
