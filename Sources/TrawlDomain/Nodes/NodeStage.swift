/// What is being done on a node.
package enum NodeStage: String, CaseIterable, Codable, Sendable, Comparable {
    case queued, connecting, authenticating, login, collecting, sealing, done

    package static func < (left: NodeStage, right: NodeStage) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .queued: 0
        case .connecting: 1
        case .authenticating: 2
        case .login: 3
        case .collecting: 4
        case .sealing: 5
        case .done: 6
        }
    }
}
