/// A named group of nodes.
package struct InventoryGroup: Hashable, Sendable {
    package let name: String
    /// In the order in which the group names them.
    package let nodes: [String]
}
