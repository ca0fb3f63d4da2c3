import Foundation
import Glibc
import TrawlDomain
import TrawlStore

/// Looks at everything that a job needs of this machine; makes nothing but a data directory that is missing.
struct Checkup {
    let environment: Environment
    let dataDirectory: String

    func findings() -> [Finding] {
        LibraryCheckup.findings()
            + [directory(), freeSpace(), database(), agent()] + knownHosts() + [openFiles()]
    }

    private func directory() -> Finding {
        do {
            try DataDirectory(dataDirectory).prepare()
            return .ok("data directory", "\(dataDirectory) can be written")
        } catch {
            return .failure("data directory", error.message)
        }
    }

    private func freeSpace() -> Finding {
        var about = statvfs()
        guard statvfs(dataDirectory, &about) == 0 else {
            return .warning("free space", "not known: \(String(cString: strerror(errno)))")
        }
        let free = Int64(clamping: UInt64(about.f_bavail) * UInt64(about.f_frsize))
        let text = "\(Figures.bytes(free)) free under \(dataDirectory)"
        if about.f_files > 0, about.f_favail < 1000 {
            return .warning("free space", "only \(about.f_favail) more files fit under \(dataDirectory): make room")
        }
        return free < 1_000_000_000 ? .warning("free space", "only \(text): make room") : .ok("free space", text)
    }

    private func database() -> Finding {
        let directory = DataDirectory(dataDirectory)
        guard FileManager.default.fileExists(atPath: directory.database) else {
            return .ok("database", "none yet; the first job makes it")
        }
        do {
            _ = try SQLiteJobStore(reading: directory)
            return .ok("database", "\(directory.database) can be read")
        } catch {
            return .failure("database", error.message)
        }
    }

    private func agent() -> Finding {
        guard let path = environment["SSH_AUTH_SOCK"] else {
            return .ok("ssh-agent", "none (SSH_AUTH_SOCK is not set); keys come from files")
        }
        if let reason = UnixSocketProbe.fault(connecting: path) {
            return .warning("ssh-agent", "\(path) does not answer: \(reason); start ssh-agent, or unset SSH_AUTH_SOCK")
        }
        return .ok("ssh-agent", "\(path) answers")
    }

    private func knownHosts() -> [Finding] {
        let own = "\(environment.home)/.ssh/known_hosts"
        return [own, "/etc/ssh/ssh_known_hosts"].compactMap { path in
            if access(path, R_OK) == 0 { return .ok("known hosts", "\(path) can be read") }
            if errno == ENOENT {
                return path == own
                    ? .warning("known hosts", "there is no \(path): strict checking refuses every host; see --host-key")
                    : nil
            }
            return .warning("known hosts", "\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
    }

    private func openFiles() -> Finding {
        let (soft, hard) = OpenFileLimit.current
        let nodes = (Int(clamping: hard) - OpenFileLimit.own) / OpenFileLimit.perNode
        let text = "\(soft), raised to \(hard) for a job: enough for a concurrency of \(nodes)"
        return nodes < 50 ? .warning("open files", "\(text); raise it with ulimit -Hn") : .ok("open files", text)
    }
}
