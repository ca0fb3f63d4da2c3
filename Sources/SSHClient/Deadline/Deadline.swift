/// Runs `body` for at most `limit`, then cancels it and throws `error`.
///
/// It returns only when `body` has stopped, so a deadline is as good as the cancellation under it.
///
/// On cancellation `body` is cancelled, and its error is thrown.
func withDeadline<Result: Sendable>(
    _ limit: Duration,
    on clock: any Clock<Duration>,
    else error: SSHError,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(for: limit)
            throw error
        }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
