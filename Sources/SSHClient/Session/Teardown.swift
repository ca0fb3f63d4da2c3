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
/// fails at once.
func withTearDown<Result>(
    _ body: () async throws -> Result,
    tearDown: @escaping @Sendable (_ failed: Bool) async -> Void
) async throws -> Result {
    let result: Result
    do {
        result = try await body()
    } catch {
        await Task { await tearDown(true) }.value
        throw error
    }
    await Task { await tearDown(false) }.value
    return result
}
