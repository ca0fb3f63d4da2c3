package import TrawlDomain
package import TrawlFleet

/// The nodes that a server knows, or those that targets name, as they would be reached.
package struct InventoryDocument: Hashable, Sendable, Codable {
    /// One of them.
    package struct Node: Hashable, Sendable {
        package var node: String
        package var address: String
        package var port: Int
        package var user: String
        package var hostKey: HostKeyChecking
        package var groups: [String]

        package init(_ target: NodeTarget, _ settings: ConnectionSettings, groups: [String]) {
            node = target.name.description
            address = target.address
            port = target.port
            user = settings.user
            hostKey = settings.hostKeyChecking
            self.groups = groups
        }
    }

    package var nodes: [Node]

    package init(nodes: [Node]) {
        self.nodes = nodes
    }
}

extension InventoryDocument.Node: Codable {
    private enum CodingKeys: String, CodingKey {
        case node, address, port, user, groups
        case hostKey = "host_key"
    }
}
