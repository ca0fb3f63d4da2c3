/// A place in a transcript that is known in both of its forms: in the asciicast, and in the text made of it.
package struct TextPlace: Hashable, Sendable {
    /// Where a line of the file begins, in bytes.
    package var cast: Int64
    /// How many bytes of text there are before it.
    package var text: Int64
    /// Whether the text before it ends a line; what stands behind it begins accordingly.
    package var isAtLineStart: Bool

    package static let beginning = TextPlace(cast: 0, text: 0, isAtLineStart: true)
}
