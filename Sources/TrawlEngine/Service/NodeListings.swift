import NIOConcurrencyHelpers
import TrawlDomain

/// Lists of nodes in orders that move, as they were when their first pages were asked for.
///
/// They are few and small: places alone, four bytes each, of the lists that were asked for last.
final class NodeListings: Sendable {
    private struct Listing {
        let job: JobID
        let order: NodeOrder
        let places: [Int32]
        var usedAt: UInt64
    }

    private struct State {
        var listings: [UInt64: Listing] = [:]
        var places = 0
        var uses: UInt64 = 0

        mutating func use() -> UInt64 {
            uses += 1
            return uses
        }
    }

    private let mostPlaces: Int
    private let mostListings: Int
    private let state = NIOLockedValueBox(State())

    init(mostPlaces: Int = 2_000_000, mostListings: Int = 512) {
        self.mostPlaces = mostPlaces
        self.mostListings = mostListings
    }

    /// Keeps a list; answers what it is called.
    func keep(_ positions: [Int], of job: JobID, in order: NodeOrder) -> UInt64 {
        let id = UInt64.random(in: 1 ... .max)
        let places = positions.map { Int32(clamping: $0) }
        state.withLockedValue { state in
            state.listings[id] = Listing(job: job, order: order, places: places, usedAt: state.use())
            state.places += places.count
            while state.listings.count > mostListings || state.places > mostPlaces, state.listings.count > 1,
                let oldest = state.listings.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                state.places -= oldest.value.places.count
                state.listings[oldest.key] = nil
            }
        }
        return id
    }

    /// The places behind one in a kept list, at most so many, and whether more follow; nil where the list is forgotten.
    func places(
        behind place: NodeCursor.Listing,
        limit: Int,
        of job: JobID,
        in order: NodeOrder
    ) -> (positions: [Int], isLast: Bool)? {
        state.withLockedValue { state in
            guard let listing = state.listings[place.id], listing.job == job, listing.order == order else { return nil }
            let use = state.use()
            state.listings[place.id]?.usedAt = use
            let rest = listing.places.dropFirst(place.offset)
            return (rest.prefix(limit).map(Int.init), rest.count <= limit)
        }
    }
}
