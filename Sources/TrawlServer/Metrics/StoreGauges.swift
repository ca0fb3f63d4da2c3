/// How the store's queue of commits does at one moment.
package struct StoreGauges: Hashable, Sendable {
    /// Transactions since the process began.
    package var commits: Int
    /// Moves that wait for one.
    package var waiting: Int

    package init(commits: Int, waiting: Int) {
        self.commits = commits
        self.waiting = waiting
    }
}
