/// Who is at the door, as its token says.
package struct Principal: Hashable, Sendable {
    /// The token that was shown; nil where nobody had to show one.
    package var tokenID: String?
    /// Whom the audit trail names, and who owns what is submitted.
    package var name: String
    package var role: AccessRole
    /// The project whose jobs it sees, and in which it submits.
    package var projectID: String

    package init(tokenID: String? = nil, name: String, role: AccessRole, projectID: String) {
        self.tokenID = tokenID
        self.name = name
        self.role = role
        self.projectID = projectID
    }

    /// Whether jobs of a project exist for it at all.
    package func maySee(projectID: String) -> Bool { role == .admin || projectID == self.projectID }

    /// The project that its reads are confined to; nil where they are not.
    package var confinedTo: String? { role == .admin ? nil : projectID }

    /// Whether it may submit, run, cancel, retry and delete what it sees.
    package var mayOperate: Bool { role >= .operator }

    /// Whether it may have commands run that are not in a profile of the server's.
    package var mayRunCommands: Bool { role == .admin }

    /// It, as the audit trail names whoever moves a job.
    package func caller(correlationID: String) -> Caller {
        let kind: Caller.Kind =
            switch role {
            case .viewer, .operator: .operator
            case .admin: .admin
            }
        return Caller(kind: kind, id: name, projectID: projectID, correlationID: correlationID)
    }
}
