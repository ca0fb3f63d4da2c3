import Foundation
import NIOConcurrencyHelpers
package import StrictYAML
package import TrawlCollect
package import TrawlFleet

/// What a server knows of nodes and profiles, as its files say at the moment; whatever reads them may block.
package struct ServedFleet: Sendable {
    /// An inventory as it was read, and by what its files are known to be the same still.
    private struct Reading: Sendable {
        let stamps: [String: Stamp]
        let at: ContinuousClock.Instant
        let inventory: Inventory
    }

    /// What changes when a file does.
    private struct Stamp: Hashable, Sendable {
        let inode: UInt64
        let size: UInt64
        let changed: Date

        init(of path: String) {
            let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
            inode = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
            size = (attributes[.size] as? NSNumber)?.uint64Value ?? 0
            changed = attributes[.modificationDate] as? Date ?? .distantPast
        }
    }

    package let profiles: ProfileLibrary
    private let path: String?
    private let choices: ConnectionChoices
    private let ssh: OpenSSHSource
    private let account: LocalAccount
    private let last = NIOLockedValueBox<Reading?>(nil)

    package init(
        inventory path: String?,
        profiles: ProfileLibrary,
        choices: ConnectionChoices,
        ssh: OpenSSHSource,
        account: LocalAccount
    ) {
        self.path = path
        self.profiles = profiles
        self.choices = choices
        self.ssh = ssh
        self.account = account
    }

    /// The inventory, read anew when one of its files has changed, and a program's every minute; nil where there is none.
    ///
    /// - Throws: `YAMLFaults` with every mistake of the files.
    package func inventory() throws(YAMLFaults) -> Inventory? {
        guard let path else { return nil }
        if let known = last.withLockedValue({ $0 }) {
            let isFresh = !known.inventory.isProgram || known.at.duration(to: .now) < .seconds(60)
            if isFresh, known.stamps.allSatisfy({ Stamp(of: $0.key) == $0.value }) { return known.inventory }
        }
        // Before the reading: what changes meanwhile is read again.
        let before = Stamp(of: path)
        let inventory = try Inventory(file: path)
        var stamps = Dictionary(inventory.files.map { ($0, Stamp(of: $0)) }) { first, _ in first }
        stamps[path] = before
        last.withLockedValue { [stamps] in $0 = Reading(stamps: stamps, at: .now, inventory: inventory) }
        return inventory
    }

    /// Whoever resolves targets here.
    ///
    /// - Throws: `YAMLFaults` with every mistake of the inventory, or of ssh's configuration.
    package func resolver() throws(YAMLFaults) -> TargetResolver {
        TargetResolver(
            inventory: try inventory(),
            ssh: try ssh.read(for: account),
            overrides: choices,
            account: account
        )
    }
}
