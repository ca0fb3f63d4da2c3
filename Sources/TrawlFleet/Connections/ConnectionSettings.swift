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
    /// The name under which the host key is looked up; nil for the address.
    package var hostKeyName: String?
    /// The socket of the ssh-agent to ask; nil where none is to be asked.
    package var agentSocket: String?
    /// Hosts on the way, the nearest first; nil where the node is reached directly.
    package var jump: [JumpHost]?
    /// The longest that connecting may take, in seconds; nil for the job's own limit.
    package var connectTimeout: Int?
    /// How a hosts file or the targets wrote the node, where its name alone would not bring all of that back.
    package var writtenAs: String?

    package init(
        user: String,
        identityFiles: [String] = [],
        knownHostsFiles: [String] = [],
        hostKeyChecking: HostKeyChecking = .strict,
        hostKeyName: String? = nil,
        agentSocket: String? = nil,
        jump: [JumpHost]? = nil,
        connectTimeout: Int? = nil,
        writtenAs: String? = nil
    ) {
        self.user = user
        self.identityFiles = identityFiles
        self.knownHostsFiles = knownHostsFiles
        self.hostKeyChecking = hostKeyChecking
        self.hostKeyName = hostKeyName
        self.agentSocket = agentSocket
        self.jump = jump
        self.connectTimeout = connectTimeout
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
        case hostKeyName = "host_key_name"
        case agentSocket = "agent"
        case jump
        case connectTimeout = "connect_timeout_s"
        case writtenAs = "written_as"
    }
}
