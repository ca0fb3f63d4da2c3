/// Writes many names as few patterns: `web01`, `web02`, `web03` as `web[01-03]`.
///
/// Names that differ in one number only are written as ClusterShell's `nodeset -f` writes them, to the letter; over
/// several numbers whatever is a whole block becomes one pattern (`rack[1-3]node[1-8]`), and the rest as few as some order
/// of the dimensions leads to, which always stand for exactly the names that were given. Patterns are sorted. Names with characters of the notation
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

    /// The fewest blocks that some order of the dimensions leads to; of many names, those of one order.
    private static func blocks(of vectors: Set<[String]>) -> [[[String]]] {
        guard let dimensions = vectors.first?.count, dimensions > 0 else { return vectors.isEmpty ? [] : [[]] }
        let single = vectors.map { $0.map { [$0] } }
        var best: [[[String]]]?
        for order in orders(of: dimensions, names: vectors.count) {
            let blocks = joined(single, along: order)
            if blocks.count < best?.count ?? Int.max { best = blocks }
        }
        return (best ?? single).sorted { left, right in
            for (one, other) in zip(left, right) where one != other {
                return one.lexicographicallyPrecedes(other, by: precedes)
            }
            return false
        }
    }

    /// The orders that are worth trying, the last dimension first among them; every one costs a walk over all names.
    private static func orders(of dimensions: Int, names: Int) -> [[Int]] {
        let usual = Array((0..<dimensions).reversed())
        guard dimensions <= 4, names <= 5000 else { return [usual] }
        var orders: [[Int]] = [[]]
        for dimension in 0..<dimensions {
            orders = orders.flatMap { order in
                (0...order.count).map { place in
                    var longer = order
                    longer.insert(dimension, at: place)
                    return longer
                }
            }
        }
        return orders
    }

    /// Joins, one dimension after the other, what is equal in all others, until nothing is left to join.
    private static func joined(_ single: [[[String]]], along order: [Int]) -> [[[String]]] {
        var blocks = single
        var before: Int
        repeat {
            before = blocks.count
            for dimension in order {
                var places: [[[String]]: Int] = [:]
                var merged: [[[String]]] = []
                for block in blocks {
                    var others = block
                    others[dimension] = []
                    if let place = places[others] {
                        merged[place][dimension] += block[dimension]
                    } else {
                        places[others] = merged.count
                        merged.append(block)
                    }
                }
                // Equal sets must look equal to the next dimension.
                for place in merged.indices { merged[place][dimension].sort(by: precedes) }
                blocks = merged
            }
        } while order.count > 1 && blocks.count < before
        return blocks
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
