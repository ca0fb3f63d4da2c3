/// What is known of attempts of earlier processes: their remote work may still run.
///
/// A node's row is the ledger: an attempt is stored before it begins, and the mark that its remote processes carry follows
/// from its job, node and number and from the installation's ``markKey()``. So no attempt costs a write of its own.
///
/// - Throws: ``StoreError`` from every call.
package protocol AttemptLedger: Sendable {
    /// What the marks of this installation's attempts are made with: random, made once, never shown.
    func markKey() async throws(StoreError) -> [UInt8]

    /// Attempts that ended with the process that made them, oldest first; with those that were looked at where asked for.
    func interruptedAttempts(includingSeen: Bool) async throws(StoreError) -> [InterruptedAttempt]

    /// Stores what a look at the node found; of a node that is final it also refines an unverified verdict.
    func noteLook(_ look: AttemptLook, at attempt: InterruptedAttempt) async throws(StoreError)
}
