import Foundation
import NIOConcurrencyHelpers
package import TrawlDomain

/// Whether the server can do its work: the store answers, its disk takes writes, and there is room.
package struct Readiness: Sendable {
    private let directory: String
    private let floor: Int
    private let store: any JobStore
    private let isClosing: @Sendable () -> Bool
    private let last = NIOLockedValueBox<(at: ContinuousClock.Instant, reasons: [String])?>(nil)

    /// - Parameters:
    ///   - directory: The data directory.
    ///   - floor: Below so many free bytes the server is not ready.
    ///   - store: Is asked for a job, to see that it answers.
    ///   - isClosing: Whether the server is about to end.
    package init(
        directory: String,
        floor: Int,
        store: any JobStore,
        isClosing: @escaping @Sendable () -> Bool
    ) {
        self.directory = directory
        self.floor = floor
        self.store = store
        self.isClosing = isClosing
    }

    /// Why it is not ready, a sentence each; none where it is.
    ///
    /// What was found is good for half a second, so that asking often costs the disk nothing.
    package func reasons() async -> [String] {
        if isClosing() { return ["The server is shutting down."] }
        let now = ContinuousClock.now
        if let last = last.withLockedValue({ $0 }), now - last.at < .milliseconds(500) { return last.reasons }
        var reasons = writeFault().map { [$0] } ?? []
        if let fault = roomFault() { reasons.append(fault) }
        do {
            _ = try await store.jobs(JobQuery(limit: 1))
        } catch {
            reasons.append("The store cannot be read: \(error.message)")
        }
        last.withLockedValue { [reasons] in $0 = (now, reasons) }
        return reasons
    }

    /// Writes a little, as the store would have to: only the attempt tells a full or read-only disk for certain.
    private func writeFault() -> String? {
        let path = "\(directory)/.ready"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return Self.sentence(errno) }
        defer {
            close(descriptor)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x2E, count: 4096)
        guard write(descriptor, block, block.count) == block.count else { return Self.sentence(errno) }
        return nil
    }

    private func roomFault() -> String? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return Self.sentence(errno) }
        let (free, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        guard !overflow, free < UInt64(floor) else { return nil }
        return "The data directory's disk has \(free) bytes left; the floor is \(floor)."
    }

    private static func sentence(_ reason: CInt) -> String {
        "The data directory cannot be written: \(String(cString: strerror(reason)))."
    }
}
