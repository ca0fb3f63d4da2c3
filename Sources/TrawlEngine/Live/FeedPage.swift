/// What there is of a job's journal behind a place, as far as one look goes.
package struct FeedPage<Frame: Sendable>: Sendable {
    /// In the journal's order, each with its sequence number.
    package var frames: [(sequence: Int64, frame: Frame)]
    /// Whether nothing will come behind them.
    package var isLast: Bool
}
