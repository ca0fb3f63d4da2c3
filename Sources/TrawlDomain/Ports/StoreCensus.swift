/// How many jobs and nodes are stored, by state.
package struct StoreCensus: Hashable, Sendable {
    package var jobs: [JobStatus: Int]
    /// Of all jobs.
    package var nodes: JobCounts

    package init(jobs: [JobStatus: Int] = [:], nodes: JobCounts = JobCounts()) {
        self.jobs = jobs
        self.nodes = nodes
    }
}
