/// The audit events of a job, oldest first.
package struct AuditListDocument: Hashable, Sendable, Codable {
    package var events: [AuditDocument]

    package init(events: [AuditDocument]) {
        self.events = events
    }
}
