/// What a job must do later, by the time at which it is due.
///
/// Pure; a binary heap.
///
/// One agenda and one timer a job, however many nodes wait for something. An entry is never taken out early: whoever
/// is rung looks whether it still matters.
struct Agenda: Sendable {
    enum Entry: Equatable, Sendable {
        /// Progress goes to the store.
        case noteProgress
        /// The whole job has taken too long.
        case jobDeadline
        /// One attempt has taken too long.
        case nodeTimeout(NodeRun.ID)
        /// An attempt was told to stop and has had the time to do it.
        case giveUp(NodeRun.ID)
        /// A node has rested before its next attempt.
        case rested(Int)
    }

    private struct Item {
        let due: Duration
        /// Entries of one moment ring in the order in which they were made.
        let order: Int
        let entry: Entry

        static func < (left: Item, right: Item) -> Bool { (left.due, left.order) < (right.due, right.order) }
    }

    private var heap: [Item] = []
    private var made = 0

    /// When the first entry is due; nil while there is none.
    var firstDue: Duration? { heap.first?.due }

    mutating func add(_ entry: Entry, due: Duration) {
        made += 1
        heap.append(Item(due: due, order: made, entry: entry))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the first entry that is due by now; nil where none is.
    mutating func next(by now: Duration) -> Entry? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.entry }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return first.entry }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
