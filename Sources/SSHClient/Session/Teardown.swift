/// How a session is ended.
enum Teardown: Sendable {
    /// Says goodbye first.
    case polite
    /// Closes the socket at once.
    case abrupt
}

/// Runs `body`, then `tearDown`, whatever happened; answers what `body` did.
///
/// The tear-down runs in a task of its own that is waited for: in a cancelled one, everything that honours cancellation
/// fails at once. It begins on the session's event loop, where its work is, and not by way of another thread.
func withTearDown<Result>(
    of session: SSHSession,
    _ body: () async throws -> Result,
    tearDown: @escaping @Sendable (_ session: isolated SSHSession, _ failed: Bool) async -> Void
) async throws -> Result {
    let result: Result
    do {
        result = try await body()
    } catch {
        await session.shielded { await tearDown($0, true) }
        throw error
    }
    await session.shielded { await tearDown($0, false) }
    return result
}

extension SSHSession {
    /// Runs work that the caller's cancellation cannot stop.
    func shielded(_ work: @escaping @Sendable (isolated SSHSession) async -> Void) async {
        await Task(executorPreference: executor) { await work(self) }.value
    }
}
