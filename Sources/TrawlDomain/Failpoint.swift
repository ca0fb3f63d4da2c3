import Foundation
import Synchronization

/// A place at which a test has the process killed, to see what the next one makes of it.
///
/// In a build for use this is nothing at all.
package enum Failpoint: String, CaseIterable, Sendable {
    case jobCreateBeforeCommit = "job.create.before"
    case jobCreateAfterCommit = "job.create.after"
    case nodeClaimBeforeCommit = "node.claim.before"
    case nodeClaimAfterCommit = "node.claim.after"
    case nodeResultBeforeCommit = "node.result.before"
    case nodeResultAfterCommit = "node.result.after"
    case jobCancelBeforeCommit = "job.cancel.before"
    case jobCancelAfterCommit = "job.cancel.after"
    case jobDeriveBeforeCommit = "job.derive.before"
    case jobDeriveAfterCommit = "job.derive.after"
    case recoverBegin = "recover.begin"
    case recoverMiddle = "recover.middle"
    case recoverEnd = "recover.end"
    /// Between the job's rows and its files.
    case retentionDelete = "retention.delete"
    /// Inside the transaction of a migration.
    case migrate
    case shutdownDrain = "shutdown.drain"
    /// The step's channel is open, and the node has not been asked to run it.
    case stepExecBefore = "step.exec.before"
    /// The node was asked to run it, and its tether's mark is unread.
    case stepExecAfter = "step.exec.after"
    /// The step has ended, and nothing of that is stored.
    case stepEnd = "step.end"
    /// In the midst of a line of the transcript.
    case castAppend = "cast.append"
    /// In the midst of what is written of an artifact.
    case artifactWrite = "artifact.write"
    /// Everything is written, and nothing of it synced.
    case artifactSync = "artifact.sync"
    /// In the midst of the manifest.
    case manifestWrite = "manifest.write"
    case manifestRenameBefore = "manifest.rename.before"
    /// The manifest has its name, and the folder is not synced.
    case manifestRenameAfter = "manifest.rename.after"
    /// Everything is on the disk, and the store has not heard of it.
    case folderSync = "folder.sync"
    /// A node that an earlier process left is about to be visited.
    case reapBefore = "reap.before"
    /// What it still ran is dead, and that is not stored.
    case reapAfter = "reap.after"

    /// Arms one: `name:n` kills the process with SIGKILL at the n-th hit, `name` at the first.
    ///
    /// - Throws: ``Unknown`` where there is no such point, or where this build has none.
    package static func arm(_ text: String) throws(Unknown) {
        #if DEBUG
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let point = parts.first.flatMap({ Failpoint(rawValue: String($0)) }),
                let count = parts.count < 2 ? 1 : Int(parts[1]), count > 0,
                let place = allCases.firstIndex(of: point)
            else { throw Unknown(text: text) }
            left.store(count, ordering: .relaxed)
            armed.store(place, ordering: .releasing)
        #else
            throw Unknown(text: text)
        #endif
    }

    /// Has the name of each point that this process passes for the first time added to a file.
    ///
    /// Nothing in a build for use.
    package static func note(in path: String) {
        #if DEBUG
            notes.store(open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600), ordering: .releasing)
        #endif
    }

    /// Passes a point.
    @inline(__always)
    package static func hit(_ point: Failpoint) {
        #if DEBUG
            pass(point)
        #endif
    }

    #if DEBUG
        /// The points that this process has passed.
        package static var seen: Set<Failpoint> {
            let bits = passed.load(ordering: .relaxed)
            return Set(allCases.enumerated().filter { bits & (1 << $0.offset) != 0 }.map(\.element))
        }

        private static let armed = Atomic(-1)
        private static let left = Atomic(0)
        private static let passed = Atomic(0)
        private static let notes = Atomic<CInt>(-1)

        private static func pass(_ point: Failpoint) {
            guard let place = allCases.firstIndex(of: point) else { return }
            let before = passed.bitwiseOr(1 << place, ordering: .relaxed).oldValue
            if before & (1 << place) == 0, case let file = notes.load(ordering: .acquiring), file >= 0 {
                let line = Array("\(point.rawValue)\n".utf8)
                _ = write(file, line, line.count)
            }
            guard armed.load(ordering: .acquiring) == place else { return }
            if left.subtract(1, ordering: .relaxed).newValue == 0 { kill(getpid(), SIGKILL) }
        }
    #endif

    /// A text that names no point of this build.
    package struct Unknown: Error, Equatable, Sendable, CustomStringConvertible {
        package let text: String

        package var description: String { "there is no failpoint \(text.debugDescription) in this build" }
    }
}
