/// A host on the way to a node, and how to sign in there.
package struct JumpHost: Codable, Hashable, Sendable {
    package var address: String
    package var port: Int
    /// Its own `jump` and `writtenAs` are nil.
    package var settings: ConnectionSettings

    package init(address: String, port: Int, settings: ConnectionSettings) {
        self.address = address
        self.port = port
        self.settings = settings
    }
}
