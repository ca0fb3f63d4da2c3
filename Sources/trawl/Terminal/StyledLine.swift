/// A line for a terminal: pieces of text with a tone each, cut and coloured only when it is drawn.
struct StyledLine: Equatable {
    /// What a piece of text says beside its words; never the only carrier of a meaning.
    enum Tone {
        case plain, strong, faint, good, bad, busy

        /// The SGR parameter; nil for the terminal's own look.
        fileprivate var parameter: Int? {
            switch self {
            case .plain: nil
            case .strong: 1
            case .faint: 2
            case .good: 32
            case .bad: 31
            case .busy: 33
            }
        }
    }

    struct Span: Equatable {
        var text: String
        var tone: Tone
    }

    private(set) var spans: [Span] = []

    init() {}

    init(_ text: String, _ tone: Tone = .plain) {
        append(text, tone)
    }

    var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    mutating func append(_ text: String, _ tone: Tone = .plain) {
        spans.append(Span(text: text, tone: tone))
    }

    /// The line in at most `columns` (nil: as long as it is), with SGR sequences where `colour` is on.
    func drawn(columns: Int? = nil, colour: Bool) -> String {
        var left = columns ?? .max
        var drawn = ""
        for span in spans where left > 0 {
            // A piece that fits, but leaves no column for what follows, must still show that something was cut off.
            let text = DisplayWidth.cut(span.text, to: left)
            left -= DisplayWidth.of(text)
            if colour, let parameter = span.tone.parameter, !text.isEmpty {
                drawn += "\u{1B}[\(parameter)m\(text)\u{1B}[0m"
            } else {
                drawn += text
            }
            if text != span.text { break }
        }
        return drawn
    }
}
