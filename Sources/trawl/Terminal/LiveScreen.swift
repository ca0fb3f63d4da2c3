/// The part of a terminal that a live view takes, and the bytes that bring it up to date.
///
/// It knows only what it has drawn itself: the cursor stands in the first column below the view between two frames,
/// visible, and the terminal keeps its modes, so a process that dies leaves nothing to be repaired.
struct LiveScreen {
    private var shown: [String] = []
    private var columns = 0

    /// The bytes that replace the view; none where it is already on the screen.
    mutating func frame(_ lines: [String], columns: Int) -> String {
        guard lines != shown || columns != self.columns else { return "" }
        let isSameShape = lines.count == shown.count && columns == self.columns
        var bytes = backToTop(columns)
        if !isSameShape { bytes += "\u{1B}[J" }
        for line in lines {
            // Erased before it is written: behind a line that fills the last column, some terminals would eat it.
            bytes += isSameShape ? "\u{1B}[2K\(line)\r\n" : "\(line)\r\n"
        }
        shown = lines
        self.columns = columns
        return bytes
    }

    /// The bytes that put lines for good above the view.
    mutating func say(_ lines: [String], columns: Int) -> String {
        let view = shown
        var bytes = erase(columns: columns)
        for line in lines { bytes += "\(line)\r\n" }
        return bytes + frame(view, columns: columns)
    }

    /// The bytes that take the view off the screen.
    mutating func erase(columns: Int) -> String {
        guard !shown.isEmpty else { return "" }
        let bytes = backToTop(columns) + "\u{1B}[J"
        shown = []
        return bytes
    }

    /// Says that somebody else wrote to the terminal meanwhile: the next frame begins where the cursor is.
    mutating func forget() {
        shown = []
    }

    /// Up to the view's first line.
    ///
    /// A terminal that became narrower has wrapped what was drawn wider.
    private func backToTop(_ columns: Int) -> String {
        let rows = shown.reduce(0) { rows, line in
            rows + max(1, (Self.visibleWidth(line) + max(1, columns) - 1) / max(1, columns))
        }
        return rows > 0 ? "\r\u{1B}[\(rows)A" : "\r"
    }

    private static func visibleWidth(_ line: String) -> Int {
        var width = 0
        var inSequence = false
        for character in line {
            if character == "\u{1B}" {
                inSequence = true
            } else if inSequence {
                inSequence = character != "m"
            } else {
                width += DisplayWidth.of(character)
            }
        }
        return width
    }
}
