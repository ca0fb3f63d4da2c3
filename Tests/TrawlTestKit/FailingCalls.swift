package import Foundation

/// System calls that fail: `fixtures/faults/faults.c`, loaded into a program that a test starts.
///
/// It stands between the program and the C library, so everything that writes is met: SQLite, Foundation and trawl's own.
package struct FailingCalls: Sendable {
    /// Which calls count.
    package enum Calls: String, CaseIterable, Sendable {
        case any, write, sync, rename, open, truncate
    }

    /// What becomes of the one that is met.
    package enum Fault: String, CaseIterable, Sendable {
        case failedMedium = "EIO"
        case noRoom = "ENOSPC"
        /// The process is killed in its place.
        case killed = "KILL"
    }

    /// The shared object.
    private let library: String
    private let log: URL
    private let trigger: URL?

    /// Builds it in a folder.
    ///
    /// With `triggered`, calls count only between ``begin()`` and ``end()``.
    ///
    /// - Throws: ``FleetFailed`` with what the compiler said.
    package init(in folder: TemporaryFolder, triggered: Bool = false) async throws {
        library = folder.file("faults.so").path
        log = folder.file("faults.log")
        trigger = triggered ? folder.file("faults.on") : nil
        guard !FileManager.default.fileExists(atPath: library) else { return }
        let source = ProjectFolder.file("fixtures/faults/faults.c").path
        let built = try await ChildProcess.run("cc", ["-shared", "-fPIC", "-O1", "-o", library, source])
        guard built.isSuccess else { throw FleetFailed("cc \(source): \(built.errors)") }
    }

    /// What makes the n-th call below a folder fail in a program that has it in its environment; 0 only counts.
    package func environment(
        below root: URL,
        _ calls: Calls,
        _ number: Int,
        _ fault: Fault,
        isSticky: Bool = false
    ) -> [String: String] {
        try? FileManager.default.removeItem(at: log)
        var environment = [
            "LD_PRELOAD": library, "FAULT_ROOT": root.path, "FAULT_LOG": log.path,
            "FAULT": "\(calls.rawValue):\(number):\(fault.rawValue)\(isSticky ? ":sticky" : "")",
        ]
        if let trigger { environment["FAULT_WHEN"] = trigger.path }
        return environment
    }

    /// From now on calls count.
    package func begin() throws {
        if let trigger { try Data().write(to: trigger) }
    }

    /// From now on none does.
    package func end() throws {
        if let trigger { try FileManager.default.removeItem(at: trigger) }
    }

    /// How many calls have counted.
    package var count: Int { lines.first.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) } ?? 0 }

    /// What failed first; nil while nothing did.
    package var failed: String? { lines.count > 1 && !lines[1].isEmpty ? lines[1] : nil }

    private var lines: [String] {
        ((try? String(contentsOf: log, encoding: .utf8)) ?? "").components(separatedBy: "\n")
    }
}
