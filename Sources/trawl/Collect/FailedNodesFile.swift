import Foundation
import TrawlDomain
import TrawlFleet

/// The file that `--write-failed` names: every node that did not succeed, as a node set.
struct FailedNodesFile {
    private let path: String

    /// Writes all of a job's nodes, none of which has succeeded yet.
    ///
    /// A place that cannot be written must be known before the job runs, and a job that never comes to its end must not
    /// leave a file that says that none failed.
    ///
    /// - Throws: ``CommandFailure`` with the system's reason.
    init(path: String, before nodes: [NodeTarget]) throws(CommandFailure) {
        self.path = path
        try put(HostsFile.text(naming: nodes))
    }

    /// Writes the nodes of a job that are not SUCCEEDED; none leave an empty file.
    ///
    /// - Throws: ``CommandFailure`` with the system's reason.
    func write(_ nodes: [NodeRecord]) throws(CommandFailure) {
        try put(HostsFile.text(naming: nodes.filter { $0.status != .succeeded }.map(\.target)))
    }

    private func put(_ text: String) throws(CommandFailure) {
        guard let file = fopen(path, "we") else { throw fault() }
        let written = fputs(text, file)
        guard fclose(file) == 0, written >= 0 else { throw fault() }
    }

    private func fault() -> CommandFailure {
        CommandFailure(
            "cannot write \(path) (--write-failed): \(String(cString: strerror(errno)))",
            status: .configuration
        )
    }
}
