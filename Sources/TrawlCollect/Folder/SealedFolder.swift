package import TrawlDomain

/// What a sealed folder holds, for the node's report.
package struct SealedFolder: Hashable, Sendable {
    /// Bytes of the artifacts.
    package let bytes: Int64
    /// How many artifacts there are.
    package let artifacts: Int
    /// The failure that the manifest tells; nil where it tells of a success.
    package let failure: NodeFailure?
}
