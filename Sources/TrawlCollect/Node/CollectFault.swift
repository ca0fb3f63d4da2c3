/// Why a job cannot be begun with what it was given; nothing was stored or started.
package struct CollectFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for a person, with the fix.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
