/// A text that is not the cursor of such a list.
package struct InvalidCursor: Error, Equatable, Sendable, CustomStringConvertible {
    package init() {}

    package var description: String {
        "This is not a cursor of this list: take `next_cursor` from its last page, with the same order."
    }
}
