import TrawlCollect
import TrawlDomain

/// What a job left in its data directory, to be looked at.
struct JobFiles {
    let layout: FolderLayout

    init(dataDirectory: String) {
        layout = FolderLayout(dataDirectory: dataDirectory)
    }

    func folder(of job: JobID) -> String { layout.folder(of: job) }

    func folder(of node: NodeName, in job: JobID) -> String { layout.folder(of: node, in: job) }

    func transcript(of node: NodeName, in job: JobID) -> String { layout.transcript(of: node, in: job) }

    /// What a node's folder says of itself; nil while it is not sealed.
    ///
    /// - Throws: `FolderError` where a manifest is there and cannot be read.
    func manifest(of node: NodeName, in job: JobID) throws(FolderError) -> Manifest? {
        try ManifestDecoder.read(folder: layout.folder(of: node, in: job))
    }
}
