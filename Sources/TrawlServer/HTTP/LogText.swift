/// Makes what others sent fit for a line of a log.
enum LogText {
    /// The text without control characters, and no longer than 400 of its characters.
    static func line(_ text: String) -> String {
        let short = text.count > 400 ? text.prefix(400) + "…" : text[...]
        return String(
            String.UnicodeScalarView(
                short.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0 }
            )
        )
    }
}
