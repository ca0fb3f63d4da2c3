/// A line of pieces of which the less important ones give way where there is no room.
struct HeaderLine {
    struct Piece {
        var text: String
        var tone: StyledLine.Tone
        /// Columns between the piece before and this one.
        var gap: Int
        /// The highest goes first.
        var givesWay: Int
    }

    private var pieces: [Piece] = []

    mutating func add(_ text: String, _ tone: StyledLine.Tone = .plain, gap: Int, givesWay: Int) {
        guard !text.isEmpty else { return }
        pieces.append(Piece(text: text, tone: tone, gap: pieces.isEmpty ? 0 : gap, givesWay: givesWay))
    }

    var width: Int { pieces.reduce(0) { $0 + $1.gap + DisplayWidth.of($1.text) } }

    /// The line in at most `columns`; the most important piece stays whatever happens, cut if it must be.
    func fitted(to columns: Int) -> StyledLine {
        var fitting = self
        while fitting.width > columns, fitting.pieces.count > 1,
            let next = fitting.pieces.indices.max(by: { fitting.pieces[$0].givesWay < fitting.pieces[$1].givesWay })
        {
            fitting.pieces.remove(at: next)
            fitting.pieces[0].gap = 0
        }
        var line = StyledLine()
        for piece in fitting.pieces {
            line.append(String(repeating: " ", count: piece.gap))
            line.append(piece.text, piece.tone)
        }
        return line
    }
}
