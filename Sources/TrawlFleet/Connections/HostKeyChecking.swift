/// How strictly a node's host key is checked.
package enum HostKeyChecking: String, CaseIterable, Codable, Sendable {
    /// The key must be in a known_hosts file.
    case strict
    /// An unknown key is taken and kept; a changed one is refused.
    case acceptNew = "accept-new"
    /// No key is checked. Anyone between can read and change everything.
    case off
}
