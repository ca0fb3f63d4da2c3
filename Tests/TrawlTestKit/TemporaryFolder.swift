package import Foundation

/// A folder that a test has for itself; `remove()` or the end of `with` takes it away with all that is in it.
package struct TemporaryFolder: Sendable {
    package let url: URL

    /// Its path, without a slash at the end.
    package var path: String { url.path }

    /// Makes a new, empty folder that only this user can enter.
    package init(_ purpose: String = "test") throws {
        // The real name: what a program prints of its working directory can then be compared with it.
        let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        url = parent.appending(path: "trawl-\(purpose)-\(UUID().uuidString.prefix(13))", directoryHint: .notDirectory)
        try FileManager.default.createDirectory(
            at: url,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// Lends a folder for the time of a closure.
    package static func with<Result>(
        _ purpose: String = "test",
        _ body: (TemporaryFolder) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder(purpose)
        defer { folder.remove() }
        return try await body(folder)
    }

    /// The place of a file in it, which need not exist.
    package func file(_ name: String) -> URL {
        url.appending(path: name, directoryHint: .notDirectory)
    }

    /// Writes a text file, with the folders above it.
    @discardableResult
    package func write(_ text: String, to name: String, permissions: Int = 0o600) throws -> URL {
        let file = file(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: file.path)
        return file
    }

    /// What a text file in it says.
    package func read(_ name: String) throws -> String {
        try String(contentsOf: file(name), encoding: .utf8)
    }

    /// Takes it away; a second time does nothing.
    package func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
