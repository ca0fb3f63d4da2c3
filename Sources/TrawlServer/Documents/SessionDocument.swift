import Foundation
package import TrawlDomain

/// Who is signed in to the page, as what, and until when.
package struct SessionDocument: Hashable, Sendable {
    package var name: String
    package var role: AccessRole
    package var projectID: String
    package var expiresAt: DocumentTime

    init(_ principal: Principal, expiresAt: Date) {
        name = principal.name
        role = principal.role
        projectID = principal.projectID
        self.expiresAt = DocumentTime(expiresAt)
    }
}

extension SessionDocument: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, role
        case projectID = "project_id"
        case expiresAt = "expires_at"
    }
}
