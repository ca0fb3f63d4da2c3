package import NIOCore
import NIOPosix

/// The few threads on which files are written, so that a slow disk never holds up a session or a task.
///
/// Folders are spread over them; the writes of one folder stay in order on one thread.
package final class DiskThreads: Sendable {
    private let group: MultiThreadedEventLoopGroup

    package init(count: Int = 4) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: count)
    }

    /// The thread that the next folder is to live on.
    package func next() -> any EventLoop { group.next() }

    /// Ends the threads; no folder may be used any more.
    package func shutDown() async {
        do {
            try await group.shutdownGracefully()
        } catch {
            // Ended already: it says so by an error, and there is nothing left to do.
        }
    }
}
