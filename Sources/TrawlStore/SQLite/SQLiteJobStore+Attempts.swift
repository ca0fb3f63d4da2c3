package import TrawlDomain

extension SQLiteJobStore: AttemptLedger {
    package func markKey() async throws(StoreError) -> [UInt8] {
        try await read(.row) { try InterruptedAttemptTable(db: $0).markKey() }
    }

    package func interruptedAttempts(includingSeen: Bool) async throws(StoreError) -> [InterruptedAttempt] {
        try await read { try InterruptedAttemptTable(db: $0).attempts(includingSeen: includingSeen) }
    }

    package func noteLook(_ look: AttemptLook, at attempt: InterruptedAttempt) async throws(StoreError) {
        try await move { try $0.note(look, at: attempt) }
    }
}
