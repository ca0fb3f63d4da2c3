/// Looks at nodes for what interrupted attempts left running there, and ends it.
package protocol NodeReaper: Sendable {
    /// Ends what still runs of an attempt and carries its mark; nothing else is touched.
    ///
    /// It answers within bounded time.
    ///
    /// - Throws: ``NodeUnseen`` where nobody could look.
    func reap(_ attempt: InterruptedAttempt) async throws(NodeUnseen) -> AttemptLook
}

/// A node that could not be looked at; the text says why.
package struct NodeUnseen: Error, Hashable, Sendable {
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}
