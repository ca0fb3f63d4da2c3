/// Who asks, as the audit trail names them.
package struct Caller: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        case `operator`, admin, system
    }

    package var kind: Kind
    package var id: String
    package var projectID: String
    /// Ties together the request, its log lines and its audit event.
    package var correlationID: String

    package init(kind: Kind, id: String, projectID: String, correlationID: String) {
        self.kind = kind
        self.id = id
        self.projectID = projectID
        self.correlationID = correlationID
    }

    /// trawl itself, moving a job of the given project.
    package static func system(projectID: String, correlationID: String) -> Caller {
        Caller(kind: .system, id: "trawl", projectID: projectID, correlationID: correlationID)
    }
}
