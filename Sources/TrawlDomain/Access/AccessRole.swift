/// What a caller may do; each role may do what the one before it may.
package enum AccessRole: String, CaseIterable, Codable, Sendable, Comparable {
    /// Reads the jobs of its project.
    case viewer
    /// Also runs server-side profiles, cancels, retries and deletes in its project.
    case `operator`
    /// Everything, everywhere.
    case admin

    package static func < (left: AccessRole, right: AccessRole) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}
