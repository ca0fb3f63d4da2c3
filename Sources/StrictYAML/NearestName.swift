/// Finds what somebody probably meant: the known name nearest to the one that was written.
package enum NearestName {
    /// The nearest known name, nil where none is near enough to be worth a question.
    ///
    /// Near enough is an edit for every three characters, at most three: insertions, deletions, replacements and swaps
    /// of neighbours count one each, letter case does not count. Among equally near ones the first wins.
    package static func to(_ wanted: String, among known: some Sequence<String>) -> String? {
        let wantedBytes = Array(wanted.lowercased().utf8)
        guard wantedBytes.count <= 200 else { return nil }
        var best: String?
        var bound = min(3, max(1, wantedBytes.count / 3)) + 1
        for name in known where abs(name.utf8.count - wantedBytes.count) < bound {
            let distance = edits(from: wantedBytes, to: Array(name.lowercased().utf8))
            if distance < bound { (best, bound) = (name, distance) }
            if bound == 0 { break }
        }
        return best
    }

    /// `; did you mean "X"?`, or nothing where no known name is near.
    package static func question(for wanted: String, among known: some Sequence<String>) -> String {
        to(wanted, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// The optimal string alignment distance.
    private static func edits(from left: [UInt8], to right: [UInt8]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row] + [Int](repeating: 0, count: right.count)
            for column in 1...right.count {
                let replaced = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                current[column] = min(replaced, last[column] + 1, current[column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    current[column] = min(current[column], beforeLast[column - 2] + 1)
                }
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
