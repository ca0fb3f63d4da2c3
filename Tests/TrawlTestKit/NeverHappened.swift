/// A test waited for something within bounds, and it did not come.
package struct NeverHappened: Error, CustomStringConvertible {
    package let what: String
    package let limit: Duration

    package init(what: String, limit: Duration) {
        self.what = what
        self.limit = limit
    }

    package var description: String { "\(what): not within \(limit)" }
}
