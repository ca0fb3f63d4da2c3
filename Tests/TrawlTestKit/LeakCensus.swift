import Foundation

/// What this process holds at one moment: open descriptors and threads, to be compared before and after a case.
///
/// Other tests of the process are counted too, so a suite that compares must be `.serialized` and run by itself, or
/// look only at descriptors of a kind that it alone opens.
package struct LeakCensus: Hashable, Sendable {
    /// What each open descriptor points to: a path, or a name such as `socket:[1234]`.
    package let descriptors: [Int32: String]
    package let threads: Int

    /// Counts now.
    package init() {
        let files = FileManager.default
        var open: [Int32: String] = [:]
        for name in (try? files.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            // The descriptor that listed the folder is closed by now and has no target.
            guard let number = Int32(name),
                let target = try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            else { continue }
            open[number] = target
        }
        descriptors = open
        threads = ((try? files.contentsOfDirectory(atPath: "/proc/self/task")) ?? []).count
    }

    /// Descriptors that are open now and were not, or not with this target, at an earlier census.
    package func opened(since earlier: LeakCensus) -> [Int32: String] {
        descriptors.filter { earlier.descriptors[$0.key] != $0.value }
    }

    /// Waits until nothing is open that was not open at this census, for what closes in its own time.
    ///
    /// - Throws: ``NeverHappened``, naming what is still open.
    package func regained(
        within limit: Duration = .seconds(5),
        where counts: (String) -> Bool = { _ in true }
    ) async throws {
        var left: [Int32: String] = [:]
        do {
            try await eventually("descriptors closed", within: limit) {
                left = LeakCensus().opened(since: self).filter { counts($0.value) }
                return left.isEmpty
            }
        } catch is NeverHappened {
            let names = left.sorted { $0.key < $1.key }.map { "\($0.key) → \($0.value)" }
            throw NeverHappened(what: "closing of \(names.joined(separator: ", "))", limit: limit)
        }
    }
}
