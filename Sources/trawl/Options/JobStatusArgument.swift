import ArgumentParser
import TrawlDomain

/// A job's state on the command line, in any letter case.
struct JobStatusArgument: ExpressibleByArgument {
    let status: JobStatus

    init?(argument: String) {
        guard let status = JobStatus(rawValue: argument.uppercased()) else { return nil }
        self.status = status
    }

    static var allValueStrings: [String] { JobStatus.allCases.map(\.rawValue) }
}
