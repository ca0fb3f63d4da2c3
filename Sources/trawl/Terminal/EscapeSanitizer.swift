/// Takes out of a node's output what could do something to the terminal that shows it.
///
/// What stays: printable text, tabs, line ends and (where asked) SGR sequences for colours and weight. What goes: every
/// other control sequence (titles, clipboards, links, cursor moves, device questions: OSC, DCS, APC, PM, SOS, CSI, and
/// their 8-bit forms), bells, backspaces and other control characters. A lone carriage return becomes a line end, so
/// that nothing can be written over. Direction overrides and invalid UTF-8 become U+FFFD.
///
/// It is a stream: a sequence may be split anywhere between two chunks. A control string that is not ended ends with its
/// line, so that a node cannot hide the rest of its output.
struct EscapeSanitizer {
    private enum State {
        case text
        /// ESC came; its intermediates are skipped.
        case escape
        /// Inside CSI, with its parameters so far.
        case sequence([UInt8])
        /// Inside CSI, which has turned out to be none of ours.
        case foreignSequence
        /// Inside a string that ends with ST, BEL, CAN, SUB or its line.
        case string
        /// Inside such a string, behind an ESC.
        case stringEscape
    }

    private let keepsColours: Bool
    private var state = State.text
    private var decoder = UTF8Decoder()
    private var heldReturn = false
    private var isColoured = false

    init(keepsColours: Bool) {
        self.keepsColours = keepsColours
    }

    /// What may be shown of the next piece of output.
    mutating func sanitize(_ chunk: some Sequence<UInt8>) -> String {
        var shown = ""
        for byte in chunk {
            let (wrong, whole) = decoder.take(byte)
            if let wrong { take(wrong, into: &shown) }
            if let whole { take(whole, into: &shown) }
        }
        return shown
    }

    /// What is left at the end, and a reset of the colours where one is still on.
    mutating func finish() -> String {
        var shown = ""
        if let wrong = decoder.finish() { take(wrong, into: &shown) }
        if heldReturn { shown += "\n" }
        if isColoured { shown += "\u{1B}[0m" }
        self = EscapeSanitizer(keepsColours: keepsColours)
        return shown
    }

    /// One line of plain text of whatever text it is given, for names and messages inside our own lines.
    static func line(_ text: String) -> String {
        // Nearly every text is harmless; look before building another one.
        let suspicious = text.unicodeScalars.contains { $0.value < 0x20 || $0.value >= 0x7F }
        guard suspicious else { return text }
        var sanitizer = EscapeSanitizer(keepsColours: false)
        let shown = sanitizer.sanitize(text.utf8) + sanitizer.finish()
        return String(shown.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }

    private mutating func take(_ scalar: Unicode.Scalar, into shown: inout String) {
        switch state {
        case .text: text(scalar, into: &shown)
        case .escape: escape(scalar, into: &shown)
        case .sequence(let parameters): sequence(scalar, parameters, into: &shown)
        case .foreignSequence:
            if !isInsideSequence(scalar) { endSequence(scalar, into: &shown) }
        case .string: string(scalar, into: &shown)
        case .stringEscape:
            // ESC \ ends the string; ESC and anything else begins another sequence, as in a terminal.
            state = .escape
            escape(scalar, into: &shown)
        }
    }

    private mutating func text(_ scalar: Unicode.Scalar, into shown: inout String) {
        if heldReturn {
            heldReturn = false
            shown += "\n"
            if scalar == "\n" { return }
        }
        switch scalar.value {
        case 0x0A, 0x09: shown.unicodeScalars.append(scalar)
        case 0x0D: heldReturn = true
        case 0x1B: state = .escape
        case 0x9B: state = .sequence([])
        case 0x90, 0x98, 0x9D, 0x9E, 0x9F: state = .string
        case 0x00...0x1F, 0x7F...0x9F: break
        case 0x2028, 0x2029: shown += "\n"
        case 0x202A...0x202E, 0x2066...0x2069: shown += "\u{FFFD}"
        default: shown.unicodeScalars.append(scalar)
        }
    }

    private mutating func escape(_ scalar: Unicode.Scalar, into shown: inout String) {
        switch scalar {
        case "[": state = .sequence([])
        case "]", "P", "X", "^", "_": state = .string
        case "\u{1B}": break
        case " "..."/": break
        case "0"..."~": state = .text
        default:
            state = .text
            text(scalar, into: &shown)
        }
    }

    private mutating func sequence(_ scalar: Unicode.Scalar, _ parameters: [UInt8], into shown: inout String) {
        switch scalar {
        case "0"..."9", ";", ":":
            state =
                parameters.count < 64
                ? .sequence(parameters + [UInt8(truncatingIfNeeded: scalar.value)]) : .foreignSequence
        case "m":
            state = .text
            guard keepsColours, let kept = ColourParameters.harmless(parameters) else { return }
            isColoured = kept != "0"
            shown += "\u{1B}[\(kept)m"
        default:
            if isInsideSequence(scalar) { state = .foreignSequence } else { endSequence(scalar, into: &shown) }
        }
    }

    private func isInsideSequence(_ scalar: Unicode.Scalar) -> Bool { (0x20...0x3F).contains(scalar.value) }

    /// Takes the scalar that ends a dropped sequence; one that cannot end it is text again, or begins something new.
    private mutating func endSequence(_ scalar: Unicode.Scalar, into shown: inout String) {
        state = .text
        if !(0x40...0x7E).contains(scalar.value) { text(scalar, into: &shown) }
    }

    private mutating func string(_ scalar: Unicode.Scalar, into shown: inout String) {
        switch scalar.value {
        case 0x07, 0x18, 0x1A, 0x9C: state = .text
        case 0x1B: state = .stringEscape
        case 0x0A, 0x0D:
            state = .text
            text(scalar, into: &shown)
        default: break
        }
    }
}
