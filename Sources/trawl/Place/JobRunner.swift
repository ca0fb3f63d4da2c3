import Glibc
import TrawlDomain
import TrawlStore

/// A process that runs one job in a data directory, as `collect` does.
struct JobRunner: Equatable, Sendable {
    let processID: Int32
    /// Its subcommand, and the job where it was named.
    let command: String

    /// The process that holds a data directory, where it is one of ours that ends its job on SIGINT.
    ///
    /// Nil also where the process that the lock names does not have the lock's file open: it is in another namespace, or
    /// the note is of one that is gone.
    static func of(_ path: String) -> JobRunner? {
        let directory = DataDirectory(path)
        guard let holder = DataDirectoryLock.holder(of: directory) else { return nil }
        let runner = JobRunner(processID: holder.processID, command: holder.command)
        return runner.isForeground && runner.has(open: directory.lockFile) ? runner : nil
    }

    /// Whether a RUNNING job of the data directory can be this process's.
    func mayRun(_ job: Job) -> Bool {
        switch command.split(separator: " ").first {
        case "run": command.hasSuffix(" \(job.id)")
        case "collect", "retry": job.custody == .process
        default: false
        }
    }

    private var isForeground: Bool {
        ["collect", "run", "retry"].contains(command.split(separator: " ").first.map(String.init))
    }

    private func has(open file: String) -> Bool {
        guard let wanted = realpath(file, nil), let folder = opendir("/proc/\(processID)/fd") else { return false }
        defer {
            free(wanted)
            closedir(folder)
        }
        var found = [CChar](repeating: 0, count: Int(PATH_MAX))
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let length = readlink("/proc/\(processID)/fd/\(name)", &found, found.count - 1)
            guard length > 0 else { continue }
            found[length] = 0
            if strcmp(found, wanted) == 0 { return true }
        }
        return false
    }
}
