import NIOPosix

/// The few threads on which what was collected is read again: for downloads, searches and bundles.
///
/// They are not those of ``DiskThreads``, so that no reader ever holds up what is being collected; and each piece of work
/// is short (a page of a file), so that a slow client holds no thread at all.
package final class ReadingThreads: Sendable {
    private let pool: NIOThreadPool

    package init(count: Int = 4) {
        pool = NIOThreadPool(numberOfThreads: count)
        pool.start()
    }

    /// Lends a single thread to a closure, and ends it.
    ///
    /// - Throws: what the closure throws.
    package static func lend<Result: Sendable>(_ body: (ReadingThreads) async throws -> Result) async throws -> Result {
        let threads = ReadingThreads(count: 1)
        do {
            let result = try await body(threads)
            await threads.shutDown()
            return result
        } catch {
            await threads.shutDown()
            throw error
        }
    }

    /// Does a short piece of blocking work.
    ///
    /// - Throws: what the work throws; `CancellationError` where the task is cancelled, or the threads have ended, before
    ///   the work began. Work that began is done whole.
    package func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        do {
            return try await pool.runIfActive(work)
        } catch is NIOThreadPoolError.ThreadPoolInactive {
            throw CancellationError()
        }
    }

    /// Ends the threads once what they are at is done.
    package func shutDown() async {
        do {
            try await pool.shutdownGracefully()
        } catch {
            // Ended already: it says so by an error, and there is nothing left to do.
        }
    }
}
