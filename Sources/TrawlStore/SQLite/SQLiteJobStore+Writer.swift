package import TrawlDomain

extension SQLiteJobStore {
    /// In a transaction of its own; one without a change is not written to the log, so that nothing is synced.
    package func checkWriter() async throws(StoreError) { try await move(in: .urgent) { _ in } }
}
