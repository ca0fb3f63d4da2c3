/// Why a bundle could not be made, or read.
package struct BundleError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// The library was built without this format.
        case unsupported
        /// The library failed; what was made so far is no whole bundle.
        case failed
        /// The file is no archive, or a damaged one.
        case unreadable
    }

    package let code: Code
    /// What the library said.
    package let reason: String

    package init(code: Code, reason: String) {
        self.code = code
        self.reason = reason
    }

    package var description: String {
        switch code {
        case .unsupported, .failed: "the bundle cannot be made: \(reason)"
        case .unreadable: "the bundle cannot be read: \(reason)"
        }
    }
}
