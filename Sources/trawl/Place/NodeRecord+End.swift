import TrawlDomain

extension NodeRecord {
    /// Whether nothing is written about the node any more.
    ///
    /// A cancelled one is final at once, and its work is ended after that; the verdict says that it is.
    var isOver: Bool { status.isFinal && (status != .cancelled || verdict != nil) }
}
