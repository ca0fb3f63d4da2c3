import Foundation

/// How to sign in at a node, without any secret.
///
/// As compact JSON it is what stands in a target's `connection`.
package struct ConnectionSettings: Codable, Hashable, Sendable {
    package var user: String
    /// Private keys in the order in which they are tried; absolute paths.
    package var identityFiles: [String]
    /// Where host keys are looked up, in order, and new ones go to the first; absolute paths.
    package var knownHostsFiles: [String]
    package var hostKeyChecking: HostKeyChecking
    /// The socket of the ssh-agent to ask; nil where none is to be asked.
    package var agentSocket: String?
    /// How a hosts file or the targets wrote the node, where its name alone would not bring all of that back.
    package var writtenAs: String?

    package init(
        user: String,
        identityFiles: [String] = [],
        knownHostsFiles: [String] = [],
        hostKeyChecking: HostKeyChecking = .strict,
        agentSocket: String? = nil,
        writtenAs: String? = nil
    ) {
        self.user = user
        self.identityFiles = identityFiles
        self.knownHostsFiles = knownHostsFiles
        self.hostKeyChecking = hostKeyChecking
        self.agentSocket = agentSocket
        self.writtenAs = writtenAs
    }

    package var usesAgent: Bool { agentSocket != nil }

    /// Reads what ``encoded()`` wrote.
    ///
    /// - Throws: `DecodingError` where the text is something else.
    package init(decoding connection: String) throws {
        self = try JSONDecoder().decode(ConnectionSettings.self, from: Data(connection.utf8))
    }

    /// Writes the settings as compact JSON, the same text for the same settings.
    package func encoded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private enum CodingKeys: String, CodingKey {
        case user
        case identityFiles = "identity"
        case knownHostsFiles = "known_hosts"
        case hostKeyChecking = "host_key"
        case agentSocket = "agent"
        case writtenAs = "written_as"
    }
}
