import TrawlCollect

/// A collected file as a person names it: its path, or the end of it.
struct ArtifactName {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    /// The file of a node that is meant; nil where it has none.
    ///
    /// - Throws: ``CommandFailure`` where it is the end of several.
    func artifact(in manifest: Manifest) throws(CommandFailure) -> Manifest.Artifact? {
        let wanted = text
        if let exact = manifest.artifacts.first(where: { $0.path == wanted || $0.path == "artifacts/\(wanted)" }) {
            return exact
        }
        let meant = manifest.artifacts.filter { $0.path.hasSuffix("/\(wanted)") }
        guard meant.count <= 1 else {
            throw CommandFailure(
                "\(text.debugDescription) is the end of several files of \(manifest.node): "
                    + meant.map(\.path).joined(separator: ", ")
            )
        }
        return meant.first
    }
}
