/// A place in a list of a job's nodes: behind a node, by the key that it had then.
///
/// Nodes whose keys stand still are met exactly once, however the job goes on meanwhile; one whose key moves between two
/// pages (in the orders by status, duration and bytes) may be met again or be missed.
package struct NodeCursor: Hashable, Sendable {
    /// What nodes are ordered by.
    package enum Key: Hashable, Sendable {
        case number(Int64)
        case word(String)
    }

    package let order: NodeOrder
    package let key: Key
    package let position: Int

    package init(order: NodeOrder, key: Key, position: Int) {
        self.order = order
        self.key = key
        self.position = position
    }

    /// Reads what ``text`` wrote, for a list in the given order.
    ///
    /// - Throws: ``InvalidCursor`` for anything else.
    package init(_ text: String, in order: NodeOrder) throws(InvalidCursor) {
        let fields = try CursorText.decode(text, "node", fields: 3)
        guard fields[0] == order.description, let position = Int(fields[2]), position >= 0 else {
            throw InvalidCursor()
        }
        switch order.key {
        case .name, .status:
            key = .word(fields[1])
        case .position, .duration, .bytes:
            guard let number = Int64(fields[1]) else { throw InvalidCursor() }
            key = .number(number)
        }
        self.order = order
        self.position = position
    }

    package var text: String {
        let field =
            switch key {
            case .number(let number): String(number)
            case .word(let word): word
            }
        return CursorText.encode("node", [order.description, field, String(position)])
    }
}
