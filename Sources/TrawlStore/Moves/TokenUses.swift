import Foundation

/// When each token's use was taken down last, so that it happens once a minute at most.
struct TokenUses: Sendable {
    private var last: [String: Date] = [:]

    /// Whether a use is to be taken down; says so once for each minute of a token.
    mutating func isDue(_ id: String, at moment: Date) -> Bool {
        // A clock that was set back must not keep a token's use from being noted until it has caught up.
        if let before = last[id], abs(moment.timeIntervalSince(before)) < 60 { return false }
        last[id] = moment
        return true
    }
}
