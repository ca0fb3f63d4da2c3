/// Runs `body` for at most `limit`, then cancels it and throws `error`.
///
/// It returns only when `body` has stopped, so a deadline is as good as the cancellation under it. What `body` made in
/// spite of a deadline or a cancellation is handed over, never dropped: it may be a socket.
///
/// On cancellation `body` is cancelled, and what it does then is the answer.
///
/// - Throws: `error` where the time ran out and `body` threw after that; else what `body` throws.
func withDeadline<Value: Sendable>(
    _ limit: Duration,
    on clock: any Clock<Duration>,
    else error: SSHError,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let outcome = await withTaskGroup(of: Race<Value>.self) { group -> Result<Value, any Error> in
        group.addTask {
            do { return .finished(.success(try await body())) } catch { return .finished(.failure(error)) }
        }
        group.addTask { (try? await clock.sleep(for: limit)) == nil ? .calledOff : .expired }
        var isExpired = false
        for await outcome in group {
            switch outcome {
            case .finished(.success(let result)):
                group.cancelAll()
                return .success(result)
            case .finished(.failure(let fault)):
                group.cancelAll()
                return .failure(isExpired ? error : fault)
            case .expired:
                isExpired = true
                group.cancelAll()
            case .calledOff: break
            }
        }
        return .failure(CancellationError())
    }
    return try outcome.get()
}

/// What one of the two tasks of a deadline came to.
private enum Race<Value: Sendable>: Sendable {
    case finished(Result<Value, any Error>)
    case expired
    /// The wait for the deadline was cancelled.
    case calledOff
}
