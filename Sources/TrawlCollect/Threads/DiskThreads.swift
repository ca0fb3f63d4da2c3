import NIOCore
import NIOPosix

/// The few threads on which files are written, so that a slow disk never holds up a session or a task.
///
/// Folders are spread over them; the writes of one folder stay in order on one thread. One more thread waits for what
/// must be durable.
package final class DiskThreads: Sendable {
    private let writers: MultiThreadedEventLoopGroup
    private let syncer: MultiThreadedEventLoopGroup
    let sync: DiskSync

    package init(count: Int = 2) {
        writers = MultiThreadedEventLoopGroup(numberOfThreads: count)
        syncer = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        sync = DiskSync(loop: syncer.next())
        BatchScheduling.join(writers)
        BatchScheduling.join(syncer)
    }

    /// The thread that the next folder is to live on.
    func next() -> any EventLoop { writers.next() }

    /// Ends the threads; no folder may be used any more.
    package func shutDown() async {
        for group in [writers, syncer] {
            do {
                try await group.shutdownGracefully()
            } catch {
                // Ended already: it says so by an error, and there is nothing left to do.
            }
        }
    }
}
