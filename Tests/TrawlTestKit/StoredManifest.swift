package import Foundation

/// What a test wants to know of a node's `manifest.json`, read without any of the code that wrote it.
package struct StoredManifest: Decodable, Sendable {
    package struct Artifact: Decodable, Sendable {
        package let path: String
        package let size: Int
        package let partial: Bool
    }

    package let outcome: String
    package let artifacts: [Artifact]

    /// Reads that of a node's folder.
    ///
    /// - Throws: where there is none, or it is no manifest.
    package init(in folder: URL) throws {
        self = try JSONDecoder().decode(
            StoredManifest.self,
            from: Data(contentsOf: folder.appending(path: "manifest.json"))
        )
    }
}
