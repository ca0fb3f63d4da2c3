import Glibc
package import TrawlDomain

/// What one node of a job left in its folder, sealed or still growing.
///
/// Calls block; they belong on ``ReadingThreads``.
package struct NodeFiles: Hashable, Sendable {
    package let path: String

    package init(of node: NodeName, in job: JobID, layout: FolderLayout) {
        path = layout.folder(of: node, in: job)
    }

    /// What the folder says of itself; nil while it is not sealed.
    ///
    /// - Throws: ``FolderError``: a manifest is there and cannot be read.
    package func manifest() throws(FolderError) -> Manifest? { try ManifestDecoder.read(folder: path) }

    /// The manifest as it lies there; nil while the folder is not sealed.
    package func manifestFile() throws(FolderError) -> StoredFile? {
        guard let folder = try CollectedFolder(path: path) else { return nil }
        return try folder.file(Manifest.fileName)
    }

    /// The transcript of the latest attempt; nil where none was begun.
    package func transcript() throws(FolderError) -> StoredFile? {
        guard let folder = try CollectedFolder(path: path) else { return nil }
        return try folder.file(Manifest.Transcript.fileName)
    }

    /// A file below `artifacts/`, by its path there; nil where there is none, and for any path that is not one of ours.
    package func artifact(_ relative: String) throws(FolderError) -> StoredFile? {
        let components = relative.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard components.count <= Self.deepest, components.allSatisfy(Self.isName) else { return nil }
        return try file(at: ["artifacts"] + components)
    }

    /// A file by its components from the node's folder on; nil where there is none.
    ///
    /// Each folder is opened in the one before it and no link is followed, so that no path leads elsewhere.
    func file(at components: [String]) throws(FolderError) -> StoredFile? {
        guard let name = components.last, let node = try CollectedFolder(path: path) else { return nil }
        return try Self.file(name, below: components.dropLast(), of: node)
    }

    /// The files and folders of a folder, by name; nil where there is no such folder.
    func entries(at components: [String]) throws(FolderError) -> [CollectedFolder.Entry]? {
        guard let node = try CollectedFolder(path: path) else { return nil }
        return try Self.entries(below: components[...], of: node)
    }

    private static func file(
        _ name: String,
        below folders: ArraySlice<String>,
        of folder: borrowing CollectedFolder
    ) throws(FolderError) -> StoredFile? {
        guard let first = folders.first else { return try folder.file(name) }
        guard let inner = try folder.folder(first) else { return nil }
        return try file(name, below: folders.dropFirst(), of: inner)
    }

    private static func entries(
        below folders: ArraySlice<String>,
        of folder: borrowing CollectedFolder
    ) throws(FolderError) -> [CollectedFolder.Entry]? {
        guard let first = folders.first else { return try folder.entries() }
        guard let inner = try folder.folder(first) else { return nil }
        return try entries(below: folders.dropFirst(), of: inner)
    }

    private static func isName(_ component: String) -> Bool {
        !component.isEmpty && component != "." && component != ".." && component.utf8.count <= 255
            && !component.utf8.contains(0)
    }

    private static let deepest = 64
}
