import TrawlDomain

extension NodeQuery {
    /// Refuses a cursor of a list in another order.
    func checkCursor() throws(StoreError) {
        guard let cursor, cursor.order != order else { return }
        throw StoreError(code: .conflict, message: InvalidCursor().description)
    }
}
