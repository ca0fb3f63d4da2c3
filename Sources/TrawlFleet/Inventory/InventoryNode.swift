/// A node as the inventory describes it, with what its groups and the defaults add.
package struct InventoryNode: Hashable, Sendable {
    package let name: String
    /// Where it answers; the name itself where the inventory says nothing else.
    package let address: String
    /// The groups that it is in, in the inventory's order.
    package let groups: [String]
    /// Node over group over defaults, a later group over an earlier one.
    package let choices: ConnectionChoices
}
