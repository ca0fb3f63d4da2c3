/// Why a bundle could not be made.
package struct BundleError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// The library was built without this format.
        case unsupported
        /// The library failed; what was made so far is no whole bundle.
        case failed
    }

    package let code: Code
    /// What the library said.
    package let reason: String

    package init(code: Code, reason: String) {
        self.code = code
        self.reason = reason
    }

    package var description: String { "the bundle cannot be made: \(reason)" }
}
