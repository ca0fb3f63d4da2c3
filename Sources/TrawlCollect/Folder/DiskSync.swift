import Glibc
import NIOCore
import TrawlDomain

/// Brings files to the disk for many folders at once.
///
/// Requests that arrive while the disk is at work wait together, and syncs that follow each other closely are spread by a
/// ``Pace``, so that requests gather. A few are synced file by file; many share one sync of their file system, which
/// costs each of them a fraction. It lives on a thread of its own, so that waiting for the disk
/// holds up no writing.
actor DiskSync {
    private struct Request {
        let paths: [String]
        let device: UInt
        let waiter: CheckedContinuation<FolderError?, Never>
    }

    private let loop: any EventLoop
    private var waiting: [Request] = []
    private var pace = Pace(burst: 8, spacing: .milliseconds(40))

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    init(loop: any EventLoop) {
        self.loop = loop
    }

    /// Waits until files and folders are on the disk, whose file system is `device`.
    ///
    /// It is done whole even when the calling task is cancelled.
    func sync(_ paths: [String], on device: UInt) async throws(FolderError) {
        let failure = await withCheckedContinuation { waiter in
            waiting.append(Request(paths: paths, device: device, waiter: waiter))
            guard waiting.count == 1 else { return }
            let pause = pace.pause(before: .now)
            if pause > .zero {
                loop.scheduleTask(in: TimeAmount(pause)) { self.assumeIsolated { $0.serve() } }
            } else {
                // Behind the requests that arrived meanwhile, so that they join.
                loop.execute { self.assumeIsolated { $0.serve() } }
            }
        }
        if let failure { throw failure }
    }

    private func serve() {
        let requests = waiting
        waiting = []
        pace.began(at: .now)
        for (device, group) in Dictionary(grouping: requests, by: \.device) {
            if group.count >= Self.fewestShared && Self.syncFileSystem(of: group[0].paths, device) {
                for request in group { request.waiter.resume(returning: nil) }
            } else {
                serveOneByOne(group)
            }
        }
    }

    /// Syncs file by file, those that several requests name only once.
    private func serveOneByOne(_ requests: [Request]) {
        var results: [String: FolderError?] = [:]
        for request in requests {
            var failure: FolderError?
            for path in request.paths where failure == nil {
                if let known = results[path] {
                    failure = known
                } else {
                    failure = Self.failure(ofSyncing: path)
                    results[path] = .some(failure)
                }
            }
            request.waiter.resume(returning: failure)
        }
    }

    /// False where it cannot be done, or says that something, which may be somebody else's, could not be written.
    private static func syncFileSystem(of paths: [String], _ device: UInt) -> Bool {
        guard let sync = LinuxCalls.syncFileSystem, let path = paths.first else { return false }
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { _ = close(descriptor) }
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_dev == device && sync(descriptor) == 0
    }

    private static func failure(ofSyncing path: String) -> FolderError? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return FolderError(.sync, path, errno: errno) }
        defer { _ = close(descriptor) }
        while fsync(descriptor) != 0 {
            if errno != EINTR { return FolderError(.sync, path, errno: errno) }
        }
        return nil
    }

    /// From how many waiting folders on the whole file system is synced at once.
    private static let fewestShared = 3
}
