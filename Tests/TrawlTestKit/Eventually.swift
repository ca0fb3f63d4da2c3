/// Looks again and again until the answer is yes: for what announces nothing, such as other processes in /proc.
///
/// Whatever can announce itself is waited for with ``Observed`` instead.
///
/// - Throws: ``NeverHappened`` when the limit has passed, whatever the look throws, `CancellationError` on cancellation.
package func eventually(
    _ what: String,
    within limit: Duration = .seconds(10),
    _ look: () async throws -> Bool
) async throws {
    var patience = PatientLimit(limit)
    while try await !look() {
        guard !patience.hasPassed else { throw NeverHappened(what: what, limit: limit) }
        try await patience.pass(.milliseconds(10))
    }
}
