import NIOCore

/// Runs tasks on an event loop, so that what works for a session runs where the session does.
///
/// Between the two no thread has to be woken, which on a small machine costs more than the work itself. What runs here
/// must not block: files are written by ``NodeFolder`` on its own threads.
final class LoopExecutor: TaskExecutor {
    let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
