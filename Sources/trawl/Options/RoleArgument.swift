import ArgumentParser
import TrawlDomain

/// What `--role` can be.
enum RoleArgument: String, CaseIterable, ExpressibleByArgument {
    case viewer
    case `operator`
    case admin

    var role: AccessRole {
        switch self {
        case .viewer: .viewer
        case .operator: .operator
        case .admin: .admin
        }
    }
}
