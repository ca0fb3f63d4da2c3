import Glibc

/// A small file system in memory, mounted for the time of a closure, that can run full for real.
package struct SmallDisk: Sendable {
    package let path: String

    /// Whether this process may mount one; a test that needs it is enabled by this.
    package static var isAllowed: Bool { geteuid() == 0 }

    /// Mounts one of so many KiB over an existing folder, and takes it away afterwards.
    ///
    /// - Throws: ``NeverHappened`` where it cannot be mounted, or something is still open in it afterwards.
    package static func with<Result>(
        kibibytes size: Int,
        at path: String,
        _ body: (SmallDisk) async throws -> Result
    ) async throws -> Result {
        let disk = SmallDisk(path: path)
        try await disk.mount(["-t", "tmpfs", "-o", "size=\(size)k,mode=700", "tmpfs", path])
        let result: Result
        do {
            result = try await body(disk)
        } catch {
            _ = try await ChildProcess.run("umount", ["-l", path])
            throw error
        }
        let unmounted = try await ChildProcess.run("umount", [path])
        if !unmounted.isSuccess {
            _ = try await ChildProcess.run("umount", ["-l", path])
            throw NeverHappened(what: "closing of all that was open in \(path): \(unmounted.errors)", limit: .zero)
        }
        return result
    }

    /// Gives it another size, in KiB.
    package func resize(toKibibytes size: Int) async throws {
        try await mount(["-o", "remount,size=\(size)k", path])
    }

    private func mount(_ arguments: [String]) async throws {
        let mounted = try await ChildProcess.run("mount", arguments)
        guard mounted.isSuccess else {
            throw NeverHappened(what: "mounting a small disk: \(mounted.errors)", limit: .zero)
        }
    }
}
