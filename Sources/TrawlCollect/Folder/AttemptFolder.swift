import Glibc
import TrawlDomain

/// Makes the empty folder that an attempt writes to.
enum AttemptFolder {
    /// Makes `jobs/<job>/<node>`, or empties it of an earlier attempt by setting that aside.
    static func make(_ identity: AttemptIdentity, in layout: FolderLayout) throws(FolderError) -> OpenFolder {
        let path = layout.folder(of: identity.node, in: identity.job)
        if mkdir(path, 0o700) == 0 { return try OpenFolder(path: path) }
        if errno == ENOENT {
            try makeParents(of: identity.job, in: layout)
            if mkdir(path, 0o700) == 0 { return try OpenFolder(path: path) }
        }
        guard errno == EEXIST else { throw FolderError(.create, path, errno: errno) }
        let folder = try OpenFolder(path: path)
        try EarlierAttempt.setAside(in: folder, current: identity.attempt)
        return folder
    }

    /// The folder that a folder is in.
    static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// Once a job; the names are brought to the disk here, because each node's seal syncs only its job's folder.
    private static func makeParents(of job: JobID, in layout: FolderLayout) throws(FolderError) {
        let root = try OpenFolder(path: layout.dataDirectory)
        if try root.makeFolder("jobs") { try root.sync() }
        let jobs = try root.folder("jobs")
        if try jobs.makeFolder(job.description) { try jobs.sync() }
    }
}
