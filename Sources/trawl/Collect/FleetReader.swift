import Foundation
import StrictYAML
import TrawlDomain
import TrawlFleet

/// Reads what the command line says about nodes: inventory, hosts file, and what overrides them.
struct FleetReader {
    let context: CommandContext

    /// What was read, each file once.
    struct Fleet {
        let resolver: TargetResolver
        let inventory: Inventory?
        let inventoryNotes: [InventoryNote]
        let sshNotes: [YAMLFault]

        func groups(of node: NodeName) -> [String] { inventory?.node(node.description)?.groups ?? [] }
    }

    /// Whoever resolves targets under these options; without options for a connection, by name alone.
    ///
    /// What should be known of the inventory is said on standard error.
    ///
    /// - Throws: `YAMLFaults` and `FleetFaults` with every mistake of the files.
    func resolver(_ targets: TargetOptions, _ connection: ConnectionOptions? = nil) throws -> TargetResolver {
        let fleet = try fleet(targets, connection)
        for note in fleet.inventoryNotes { context.console.complain("note: \(note)") }
        return fleet.resolver
    }

    /// Reads the files that these options name.
    ///
    /// - Throws: `YAMLFaults` and `FleetFaults` with every mistake of the files.
    func fleet(_ targets: TargetOptions, _ connection: ConnectionOptions?) throws -> Fleet {
        let inventory = try targets.inventory.map { try Inventory(file: context.environment.absolute($0)) }
        let ssh = try connection.flatMap { try OpenSSHSource($0.sshConfig, account: account).read(for: account) }
        let resolver = TargetResolver(
            inventory: inventory,
            hostsFile: try targets.hostsFile.map(hostsFile),
            ssh: ssh,
            overrides: connection?.choices ?? ConnectionChoices(),
            account: account
        )
        return Fleet(
            resolver: resolver,
            inventory: inventory,
            inventoryNotes: inventory?.notes ?? [],
            sshNotes: ssh?.notes ?? []
        )
    }

    /// The account that the defaults are taken from.
    var account: LocalAccount {
        LocalAccount(
            userName: context.environment.userName,
            homeDirectory: context.environment.home,
            workingDirectory: context.environment.workingDirectory,
            agentSocket: context.environment["SSH_AUTH_SOCK"],
            canRead: { FileManager.default.isReadableFile(atPath: $0) },
            variable: { [variables = context.environment.variables] in variables[$0] }
        )
    }

    private func hostsFile(_ path: String) throws -> HostsFile {
        guard path == "-" else { return try HostsFile(file: context.environment.absolute(path)) }
        return try HostsFile(
            text: String(decoding: context.console.readInput(), as: UTF8.self),
            named: "standard input"
        )
    }
}

extension ConnectionOptions {
    /// What is to override the files.
    var choices: ConnectionChoices {
        ConnectionChoices(
            user: user,
            port: port,
            identityFiles: identities.isEmpty ? nil : identities,
            identityOrigin: identities.isEmpty ? nil : "--identity",
            knownHostsFiles: knownHosts.isEmpty ? nil : knownHosts,
            hostKeyChecking: hostKeyPolicy?.checking,
            jump: jump,
            // What is said here counts for every part of connecting, and goes over what a node has of its own.
            connectTimeout: connectTimeout.map { _ in 0 }
        )
    }
}

extension HostKeyChoice {
    fileprivate var checking: HostKeyChecking {
        switch self {
        case .strict: .strict
        case .acceptNew: .acceptNew
        case .off: .off
        }
    }
}
