import Foundation

/// In which order nodes are listed; nodes with equal keys come in job order, or its reverse.
package struct NodeOrder: Hashable, Sendable {
    package enum Key: String, CaseIterable, Sendable {
        /// The order in which the targets named them.
        case position
        /// By the bytes of the name's UTF-8.
        case name
        /// By the status's word, so that CANCELLED and FAILED come first.
        case status
        /// By the time that the last attempt took.
        ///
        /// One that still runs counts as longer than any that has ended, the one that began first as the longest; a node
        /// without an attempt is the shortest.
        case duration
        case bytes
    }

    package var key: Key
    package var isDescending: Bool

    package init(_ key: Key, isDescending: Bool = false) {
        self.key = key
        self.isDescending = isDescending
    }

    package static let position = NodeOrder(.position)

    /// Reads `name`, or `-name` for the reverse order; nil for a key that there is not.
    package init?(_ text: String) {
        let isDescending = text.hasPrefix("-")
        guard let key = Key(rawValue: isDescending ? String(text.dropFirst()) : text) else { return nil }
        self.init(key, isDescending: isDescending)
    }

    /// Whether what it orders by changes while a job runs.
    package var isMoving: Bool {
        switch key {
        case .position, .name: false
        case .status, .duration, .bytes: true
        }
    }

    package var description: String { (isDescending ? "-" : "") + key.rawValue }
}

extension NodeRecord {
    /// The place behind this node in a list in an order.
    package func cursor(in order: NodeOrder) -> NodeCursor {
        NodeCursor(order: order, key: sortKey(order.key), position: position)
    }

    /// What it is ordered by.
    package func sortKey(_ key: NodeOrder.Key) -> NodeCursor.Key {
        switch key {
        case .position: .number(Int64(position))
        case .name: .word(name.description)
        case .status: .word(status.rawValue)
        case .duration: .number(attemptMilliseconds)
        case .bytes: .number(bytes)
        }
    }

    private var attemptMilliseconds: Int64 {
        guard let startedAt else { return -1 }
        // The last millisecond that the stores know.
        let end = finishedAt.map(Self.milliseconds) ?? 253_402_300_799_999
        return end - Self.milliseconds(startedAt)
    }

    private static func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }
}
