package import TrawlDomain

/// A token as an admin asks for it: the body of `POST /tokens`.
package struct NewTokenDocument: Hashable, Sendable {
    /// Whom the audit trail is to name.
    package var name: String
    package var role: AccessRole
    /// The project whose jobs it sees.
    package var projectID: String
    /// Seconds from now; nil for one that does not expire.
    package var expiresIn: Double?

    package init(
        name: String,
        role: AccessRole = .operator,
        projectID: String = "default",
        expiresIn: Double? = nil
    ) {
        self.name = name
        self.role = role
        self.projectID = projectID
        self.expiresIn = expiresIn
    }

    /// Bytes of a name, and of a project.
    package static let longestName = 100
    /// Seconds: up to a hundred years.
    package static let lives = 0.001...3_153_600_000
}

extension NewTokenDocument: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, role
        case projectID = "project_id"
        case expiresIn = "expires_in_s"
    }

    package init(from decoder: any Decoder) throws {
        try StrictFields.check(decoder, CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try StrictFields.refuseNulls(in: fields)
        name = try Self.line(try fields.decode(String.self, forKey: .name), .name, in: fields)
        role = try Self.role(in: fields)
        let project = try fields.decodeIfPresent(String.self, forKey: .projectID) ?? "default"
        projectID = try Self.line(project, .projectID, in: fields)
        expiresIn = try fields.decodeIfPresent(Double.self, forKey: .expiresIn)
        if let expiresIn, !Self.lives.contains(expiresIn) {
            let message = "expires_in_s must be from 0.001 to 3153600000 seconds"
            throw StrictFields.fault(.expiresIn, in: fields, message)
        }
    }

    private static func role(in fields: KeyedDecodingContainer<CodingKeys>) throws -> AccessRole {
        guard let word = try fields.decodeIfPresent(String.self, forKey: .role) else { return .operator }
        guard let role = AccessRole(rawValue: word) else {
            let known = AccessRole.allCases.map(\.rawValue).joined(separator: ", ")
            throw StrictFields.fault(.role, in: fields, "role must be one of \(known)")
        }
        return role
    }

    private static func line(
        _ text: String,
        _ key: CodingKeys,
        in fields: KeyedDecodingContainer<CodingKeys>
    ) throws -> String {
        guard !text.isEmpty, text.utf8.count <= longestName, StrictFields.isOneLine(text) else {
            let message =
                "\(key.rawValue) must be one line of at most \(longestName) bytes without control characters"
            throw StrictFields.fault(key, in: fields, message)
        }
        return text
    }
}
