import Foundation
package import TrawlDomain

extension DataDirectory {
    /// Removes everything that a job left, also where half of it is gone already; blocks for as long as that takes.
    ///
    /// The folder gets a name of its own first, in one step: whoever looks for the job's files finds all of them or none.
    ///
    /// - Throws: ``StoreError`` with the path and the system's reason; what is left is removed by another call.
    package func removeFolder(of job: JobID) throws(StoreError) {
        let folder = folder(of: job)
        let doomed = "\(jobs)/.deleted-\(job)"
        // A call that was cut off may have left a doomed folder, which a rename would refuse to replace.
        try remove(doomed)
        guard rename(folder, doomed) == 0 else {
            let reason = errno
            guard reason == ENOENT || reason == ENOTDIR else { throw .files("remove", folder, reason) }
            return
        }
        try remove(doomed)
    }

    private func remove(_ path: String) throws(StoreError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw StoreError(code: .unusable, message: "Cannot remove \(path): \(error.localizedDescription)")
        }
    }
}
