package import NIOCore
package import TrawlDomain

/// What goes into a job's bundle, in order.
package struct BundleContents: Sendable {
    /// A file that is made for the bundle.
    package struct Document: Sendable {
        package let name: String
        package let bytes: ByteBuffer

        /// `name` is one harmless path component.
        package init(name: String, bytes: ByteBuffer) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The one folder that everything lies in.
    let root: String
    let documents: [Document]
    let nodes: [NodeName]
    let job: JobID
    let layout: FolderLayout
    /// The time that the documents bear, in seconds since 1970.
    let madeAt: Int64

    /// The documents, then `nodes/NODE/` with all that each node's folder holds, in the given order.
    package init(
        of job: JobID,
        documents: [Document],
        nodes: [NodeName],
        madeAt: Int64,
        layout: FolderLayout
    ) {
        root = "trawl-\(job)"
        self.documents = documents
        self.nodes = nodes
        self.job = job
        self.madeAt = madeAt
        self.layout = layout
    }

    /// What the bundle's own file is called.
    package func fileName(_ format: BundleFormat) -> String { "\(root).\(format.fileExtension)" }
}
