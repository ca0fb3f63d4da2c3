import Glibc

/// A small file system, mounted for the time of a closure, that can run full for real.
package struct SmallDisk: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// tmpfs(5).
        case memory
        /// ext4(5) in a file beside the folder.
        case ext4
    }

    package let path: String

    /// Whether this process may mount one; a test that needs it is enabled by this.
    package static var isAllowed: Bool { geteuid() == 0 }

    /// Mounts one of so many KiB over an existing folder, and takes it away afterwards; `inodes` bounds its files.
    ///
    /// - Throws: ``NeverHappened`` where it cannot be mounted, or something is still open in it afterwards.
    package static func with<Result>(
        _ kind: Kind = .memory,
        kibibytes size: Int,
        inodes: Int? = nil,
        at path: String,
        _ body: (SmallDisk) async throws -> Result
    ) async throws -> Result {
        let disk = SmallDisk(path: path)
        switch kind {
        case .memory:
            let files = inodes.map { ",nr_inodes=\($0)" } ?? ""
            try await disk.mount(["-t", "tmpfs", "-o", "size=\(size)k,mode=700\(files)", "tmpfs", path])
        case .ext4:
            let image = path + ".image"
            let files = inodes.map { ["-N", "\($0)"] } ?? []
            let made = try await ChildProcess.run("mkfs.ext4", ["-q", "-F"] + files + [image, "\(size)k"])
            guard made.isSuccess else { throw NeverHappened(what: "making \(image): \(made.errors)", limit: .zero) }
            try await disk.mount(["-o", "loop", image, path])
        }
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
