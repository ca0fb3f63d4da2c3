package import TrawlDomain

/// Where in the data directory a job's files are.
package struct FolderLayout: Hashable, Sendable {
    package let dataDirectory: String

    package init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }

    /// The folder of all jobs' folders.
    package var jobs: String { "\(dataDirectory)/jobs" }

    package func folder(of job: JobID) -> String { "\(jobs)/\(job)" }

    package func folder(of node: NodeName, in job: JobID) -> String { "\(folder(of: job))/\(node)" }

    package func transcript(of node: NodeName, in job: JobID) -> String {
        "\(folder(of: node, in: job))/\(Manifest.Transcript.fileName)"
    }
}
