/// A place in a list of a job's nodes: behind a node, by the key that it had then.
///
/// In the orders by position and name keys stand still: each node is met exactly once, however the job goes on meanwhile.
/// In the orders by status, duration and bytes keys move, and a cursor also names the list whose first page was asked
/// for: the pages behind it are of that very list, so that each of its nodes is met exactly once, as it is by then. A
/// list is forgotten when many others were asked for since, or by a restart; whoever keeps the lists then refuses the
/// cursor, because a node whose key moved in between would be met again or be missed.
package struct NodeCursor: Hashable, Sendable {
    /// What nodes are ordered by.
    package enum Key: Hashable, Sendable {
        case number(Int64)
        case word(String)
    }

    /// A place in a list that is kept.
    package struct Listing: Hashable, Sendable {
        package let id: UInt64
        /// How many of its nodes come before the place.
        package let offset: Int

        package init(id: UInt64, offset: Int) {
            self.id = id
            self.offset = offset
        }
    }

    package let order: NodeOrder
    package let key: Key
    package let position: Int
    package var listing: Listing?

    package init(order: NodeOrder, key: Key, position: Int, listing: Listing? = nil) {
        self.order = order
        self.key = key
        self.position = position
        self.listing = listing
    }

    /// Reads what ``text`` wrote, for a list in the given order.
    ///
    /// - Throws: ``InvalidCursor`` for anything else.
    package init(_ text: String, in order: NodeOrder) throws(InvalidCursor) {
        let fields = try CursorText.decode(text, "node", fields: 5)
        guard fields[0] == order.description, let position = Int(fields[2]), position >= 0 else {
            throw InvalidCursor()
        }
        if !fields[3].isEmpty {
            guard let id = UInt64(fields[3]), let offset = Int(fields[4]), offset >= 0 else { throw InvalidCursor() }
            listing = Listing(id: id, offset: offset)
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
        let place = listing.map { [String($0.id), String($0.offset)] } ?? ["", ""]
        return CursorText.encode("node", [order.description, field, String(position)] + place)
    }
}
