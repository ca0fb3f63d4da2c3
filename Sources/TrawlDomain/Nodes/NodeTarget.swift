/// A node to be worked on: its name, and where it answers.
package struct NodeTarget: Hashable, Sendable {
    package let name: NodeName
    /// A host name or a numeric address.
    package let address: String
    package let port: Int
    /// How to sign in there, as the collector wrote it down; never a secret, and no meaning to anyone else.
    package let connection: String

    package init(name: NodeName, address: String, port: Int, connection: String) {
        self.name = name
        self.address = address
        self.port = port
        self.connection = connection
    }
}
