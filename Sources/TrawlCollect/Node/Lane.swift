import SSHClient

/// One event loop's worth of work: sessions on it, and what works for them beside them.
struct Lane: Sendable {
    let executor: LoopExecutor
    let client: SSHClient
}
