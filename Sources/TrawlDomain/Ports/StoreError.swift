/// Why the store could not do what was asked.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// The request contradicts itself or what is stored.
        case conflict
        /// There is no room left. Nothing new starts; cancel and reads still work.
        case full
        /// The medium failed; the process should end and recover by a restart.
        case broken
        /// The data directory cannot be used: its rights, its lock, or a schema newer than this program.
        case unusable
    }

    package let code: Code
    /// One sentence for a person.
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
