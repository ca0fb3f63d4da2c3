import Foundation
import TrawlFleet

/// Reads what the command line says about nodes: inventory, hosts file, and what overrides them.
struct FleetReader {
    let context: CommandContext

    /// Whoever resolves targets under these options.
    ///
    /// - Throws: `YAMLFaults` and `FleetFaults` with every mistake of the files.
    func resolver(
        _ targets: TargetOptions,
        overrides: ConnectionChoices = ConnectionChoices()
    ) throws -> TargetResolver {
        TargetResolver(
            inventory: try targets.inventory.map { try Inventory(file: context.environment.absolute($0)) },
            hostsFile: try targets.hostsFile.map(hostsFile),
            overrides: overrides,
            account: account
        )
    }

    /// The groups of the inventory's nodes, by node.
    ///
    /// - Throws: `YAMLFaults` with every mistake of the file.
    func groups(_ targets: TargetOptions) throws -> [String: [String]] {
        guard let path = targets.inventory else { return [:] }
        let inventory = try Inventory(file: context.environment.absolute(path))
        return Dictionary(inventory.nodes.map { ($0.name, $0.groups) }) { first, _ in first }
    }

    /// The account that the defaults are taken from.
    var account: LocalAccount {
        LocalAccount(
            userName: context.environment.userName,
            homeDirectory: context.environment.home,
            workingDirectory: context.environment.workingDirectory,
            agentSocket: context.environment["SSH_AUTH_SOCK"],
            canRead: { FileManager.default.isReadableFile(atPath: $0) }
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
            hostKeyChecking: hostKeyPolicy?.checking
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
