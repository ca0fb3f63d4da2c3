/// Rows of texts in aligned columns, for standard output.
struct TextTable {
    enum Side {
        case left, right
    }

    private let columns: [(title: String, side: Side)]
    private var rows: [[StyledLine.Span]] = []

    init(_ columns: [(title: String, side: Side)]) {
        self.columns = columns
    }

    /// Adds a row; cells that are missing at its end are empty.
    mutating func add(_ cells: [StyledLine.Span]) {
        rows.append(cells)
    }

    /// The title and the rows; the last column is as long as it is.
    func lines() -> [StyledLine] {
        let widths = columns.indices.map { column in
            rows.reduce(DisplayWidth.of(columns[column].title)) { width, row in
                column < row.count ? max(width, DisplayWidth.of(row[column].text)) : width
            }
        }
        let title = columns.map { StyledLine.Span(text: $0.title, tone: .faint) }
        return ([title] + rows).map { line(of: $0, widths: widths) }
    }

    private func line(of row: [StyledLine.Span], widths: [Int]) -> StyledLine {
        // What is empty at the end is left out, so that no line ends in blanks.
        let cells = row.prefix((row.lastIndex { !$0.text.isEmpty } ?? -1) + 1)
        var line = StyledLine()
        for (column, cell) in cells.enumerated() {
            if column > 0 { line.append("  ") }
            let gap = String(repeating: " ", count: widths[column] - DisplayWidth.of(cell.text))
            switch columns[column].side {
            case .right:
                line.append(gap)
                line.append(cell.text, cell.tone)
            case .left:
                line.append(cell.text, cell.tone)
                if column < cells.count - 1 { line.append(gap) }
            }
        }
        return line
    }
}

extension StyledLine.Span {
    init(_ text: String, _ tone: StyledLine.Tone = .plain) {
        self.init(text: text, tone: tone)
    }
}
