import Foundation
import NIOConcurrencyHelpers
package import StrictYAML
package import TrawlCollect
package import TrawlFleet

/// What a server knows of nodes and profiles, as its files say at the moment; whatever reads them may block.
package struct ServedFleet: Sendable {
    /// An inventory as it was read, and by what its file is known to be the same still.
    private struct Reading: Sendable {
        let inode: UInt64
        let size: UInt64
        let changed: Date
        let inventory: Inventory
    }

    package let profiles: ProfileLibrary
    private let path: String?
    private let choices: ConnectionChoices
    private let account: LocalAccount
    private let last = NIOLockedValueBox<Reading?>(nil)

    package init(
        inventory path: String?,
        profiles: ProfileLibrary,
        choices: ConnectionChoices,
        account: LocalAccount
    ) {
        self.path = path
        self.profiles = profiles
        self.choices = choices
        self.account = account
    }

    /// The inventory, read anew when its file has changed; nil where there is none.
    ///
    /// - Throws: `YAMLFaults` with every mistake of the file.
    package func inventory() throws(YAMLFaults) -> Inventory? {
        guard let path else { return nil }
        let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
        let inode = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
        let size = (attributes[.size] as? NSNumber)?.uint64Value ?? 0
        let changed = attributes[.modificationDate] as? Date ?? .distantPast
        let known = last.withLockedValue { $0 }
        if let known, known.inode == inode, known.size == size, known.changed == changed { return known.inventory }
        let inventory = try Inventory(file: path)
        last.withLockedValue {
            $0 = Reading(inode: inode, size: size, changed: changed, inventory: inventory)
        }
        return inventory
    }

    /// Whoever resolves targets here.
    ///
    /// - Throws: `YAMLFaults` with every mistake of the inventory.
    package func resolver() throws(YAMLFaults) -> TargetResolver {
        TargetResolver(inventory: try inventory(), overrides: choices, account: account)
    }
}
