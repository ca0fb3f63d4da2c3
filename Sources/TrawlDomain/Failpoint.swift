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

        private static func pass(_ point: Failpoint) {
            guard let place = allCases.firstIndex(of: point) else { return }
            passed.bitwiseOr(1 << place, ordering: .relaxed)
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
