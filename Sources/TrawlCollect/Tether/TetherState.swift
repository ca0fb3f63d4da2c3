import NIOConcurrencyHelpers

/// What is known of a running step's tether; written by whoever reads its output, read by whoever ends it.
final class TetherState: Sendable {
    struct Facts: Sendable {
        var group: Int32?
        var hasOwnGroup = false
        var hasLease = false
        var end: (status: Int32, leftovers: TetherMark.Leftovers, isSeenEmpty: Bool)?
        /// Pieces of output that came, and those of them that are dealt with.
        var pieces = (taken: 0, kept: 0)
    }

    private let box = NIOLockedValueBox(Facts())
    /// Tripped when the tether has said how the step ended.
    let ended = StopLatch<Void>()

    var facts: Facts { box.withLockedValue { $0 } }

    func noteTaken() { box.withLockedValue { $0.pieces.taken += 1 } }

    func noteKept() { box.withLockedValue { $0.pieces.kept += 1 } }

    func note(_ mark: TetherMark) {
        box.withLockedValue { facts in
            switch mark {
            case .started(let group, let isOwn, let hasLease):
                // The first one stands: what comes later under the same token is not the tether's.
                guard facts.group == nil else { return }
                facts.group = group
                facts.hasOwnGroup = isOwn
                facts.hasLease = hasLease
            case .ended(let status, let leftovers, let isSeenEmpty):
                if facts.end == nil { facts.end = (status, leftovers, isSeenEmpty) }
            }
        }
        switch mark {
        case .started: break
        case .ended: ended.trip(())
        }
    }
}
