package import TrawlDomain

/// How the store's queue of commits does at one moment.
package struct StoreGauges: Hashable, Sendable {
    /// How long transactions took since the process began.
    package var commits: DurationHistogram
    /// Moves that wait for one.
    package var waiting: Int

    package init(commits: DurationHistogram, waiting: Int) {
        self.commits = commits
        self.waiting = waiting
    }
}
