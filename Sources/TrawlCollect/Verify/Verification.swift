/// What came of holding files against their manifests.
package struct Verification: Hashable, Sendable {
    /// Something that is not as a manifest says.
    package struct Fault: Hashable, Sendable, Codable {
        package enum Kind: String, CaseIterable, Sendable, Codable {
            /// A manifest names it, and it is not there.
            case missing
            /// It is there, and no manifest names it.
            case extra
            case size
            case content
            /// A manifest cannot be read, is missing, or is another node's.
            case manifest
            /// The archive is damaged from here on.
            case archive
        }

        package var kind: Kind
        /// Below the bundle's, or the job's, folder.
        package var path: String
        /// One sentence for a person, without the path.
        package var message: String
    }

    /// How many folders are sealed by a manifest.
    package var manifests = 0
    /// How many files are as their manifests say.
    package var files = 0
    /// Bytes of all files that were read.
    package var bytes: Int64 = 0
    /// In the order of their paths.
    package var faults: [Fault] = []
    /// Folders without a manifest, of which nothing can be said: their attempts still run, or were cut off.
    package var unsealed: [String] = []

    /// Whether there is a manifest at all, and everything is as the manifests say.
    package var isSound: Bool { manifests > 0 && faults.isEmpty }
}
