import TrawlDomain
import TrawlFleet

/// Node names in as few characters as a node set takes: "web[11-12]".
enum FoldedNames {
    static func of(_ names: [NodeName]) -> String {
        NodeSet.fold(names.map(\.description))
    }
}
