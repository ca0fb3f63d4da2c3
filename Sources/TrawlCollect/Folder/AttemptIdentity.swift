package import TrawlDomain

/// Whose output a folder holds.
package struct AttemptIdentity: Hashable, Sendable {
    package var job: JobID
    package var node: NodeName
    package var address: String
    package var port: Int
    /// From 1.
    package var attempt: Int

    package init(job: JobID, node: NodeName, address: String, port: Int, attempt: Int) {
        self.job = job
        self.node = node
        self.address = address
        self.port = port
        self.attempt = attempt
    }

    package init(_ assignment: NodeAssignment) {
        self.init(
            job: assignment.job.id,
            node: assignment.target.name,
            address: assignment.target.address,
            port: assignment.target.port,
            attempt: assignment.attempt
        )
    }
}
