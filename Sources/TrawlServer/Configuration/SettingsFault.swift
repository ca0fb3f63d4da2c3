/// What is wrong with a server's settings, and where they were given; one sentence a line.
package struct SettingsFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
