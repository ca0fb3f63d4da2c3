/// The `artifacts/` of one node: gives files their names, makes them visible, and brings them to the disk.
struct ArtifactFolder: ~Copyable {
    private var names = ArtifactNames()
    /// Made with the first artifact.
    private var root: OpenFolder?
    private var published: [String] = []
    private var folders: Set<String> = []

    /// Begins an artifact, under an unfinished name; `wanted` is a ``SafePath``, or one with an ending of ours.
    mutating func create(_ wanted: String, in node: borrowing OpenFolder) throws(FolderError) -> ArtifactFile {
        if root == nil {
            try node.makeFolder(Self.name)
            root = try node.folder(Self.name)
        }
        let path = names.claim(wanted)
        for parent in ArtifactNames.parents(of: path) where !folders.contains(parent) {
            try root?.makeFolder(parent)
            folders.insert(parent)
        }
        guard let file = try root?.create(path + SafePath.unfinished) else {
            throw FolderError(code: .outOfTurn, operation: .create, path: path, reason: "its folder is not open")
        }
        return ArtifactFile(path: path, file: file)
    }

    /// Gives a finished artifact its own name, and tells what the manifest is to say of it.
    ///
    /// Where the name cannot be given, the artifact stays under its unfinished one, partial.
    mutating func publish(_ artifact: Manifest.Artifact, _ failure: inout FolderError?) -> Manifest.Artifact {
        let path = String(artifact.path.dropFirst(Self.name.utf8.count + 1))
        do throws(FolderError) {
            try root?.rename(path + SafePath.unfinished, to: path)
            published.append(path)
            return artifact
        } catch {
            failure = failure ?? error
            var unpublished = artifact
            unpublished.path += SafePath.unfinished
            unpublished.partial = true
            return unpublished
        }
    }

    /// What is to be synced of it: the published artifacts, and then the folders that hold their names.
    func pathsToSync(in node: String) -> [String] {
        guard root != nil else { return [] }
        let place = "\(node)/\(Self.name)"
        return (published + folders.sorted()).map { "\(place)/\($0)" } + [place]
    }

    private static let name = "artifacts"
}
