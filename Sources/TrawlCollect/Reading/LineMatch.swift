/// A line of a text in which something was found.
package struct LineMatch: Hashable, Sendable {
    /// From 1, where the search began at the text's beginning; nil elsewhere.
    package var line: Int?
    /// Where the line begins in the text, in bytes.
    package var offset: Int64
    /// The line without its end; of a long one, the part around what was found.
    package var text: String
    /// Whether ``text`` is not the whole line.
    package var isCut: Bool

    package init(line: Int?, offset: Int64, text: String, isCut: Bool) {
        self.line = line
        self.offset = offset
        self.text = text
        self.isCut = isCut
    }
}
