package import NIOCore

/// Runs tasks on an event loop, so that what works for a session runs where the session does.
///
/// Between the two no thread has to be woken, which on a small machine costs more than the work itself. What runs here
/// must not block.
package final class LoopExecutor: TaskExecutor {
    /// Where tasks run.
    package let loop: any EventLoop

    /// Makes the executor of a loop.
    package init(_ loop: any EventLoop) {
        self.loop = loop
    }

    /// Runs a job on the loop, behind what the loop has to do already.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
