package import Foundation
import TrawlDomain

/// Reads a manifest back.
package enum ManifestDecoder {
    /// Reads the manifest of a node's folder.
    ///
    /// - Throws: ``FolderError``, ``FolderError/Code/malformed`` where it is none of a version that is known here.
    ///   Nil where the folder has none: the attempt runs, or was never sealed.
    package static func read(folder: String) throws(FolderError) -> Manifest? {
        let path = "\(folder)/\(Manifest.fileName)"
        guard let bytes = try SmallFile.read(path, atMost: largest) else { return nil }
        return try manifest(bytes, named: path)
    }

    /// Reads a manifest from its bytes; `path` is for messages.
    ///
    /// - Throws: ``FolderError/Code/malformed`` where it is none of a version that is known here.
    package static func manifest(_ bytes: some DataProtocol, named path: String) throws(FolderError) -> Manifest {
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            decoder.dateDecodingStrategy = .custom { decoder in
                let container = try decoder.singleValueContainer()
                let text = try container.decode(String.self)
                guard let date = Timestamp(text)?.date else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no time")
                }
                return date
            }
            return try decoder.decode(Manifest.self, from: Data(bytes))
        } catch {
            throw FolderError(code: .malformed, operation: .read, path: path, reason: "it is not a manifest: \(error)")
        }
    }

    private static let largest = 64 << 20
}

extension Manifest: Decodable {
    private enum CodingKeys: String, CodingKey {
        case version, job, node, address, port, attempt, startedAt, finishedAt, outcome, failure, verdict, steps
        case artifacts, transcript, redactions
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let version = try fields.decode(Int.self, forKey: .version)
        guard version == Self.version else {
            throw DecodingError.dataCorruptedError(
                forKey: .version,
                in: fields,
                debugDescription: "version \(version) is not known"
            )
        }
        self.init(
            job: try fields.decode(String.self, forKey: .job),
            node: try fields.decode(String.self, forKey: .node),
            address: try fields.decode(String.self, forKey: .address),
            port: try fields.decode(Int.self, forKey: .port),
            attempt: try fields.decode(Int.self, forKey: .attempt),
            startedAt: try fields.decode(Date.self, forKey: .startedAt),
            finishedAt: try fields.decode(Date.self, forKey: .finishedAt),
            outcome: try fields.decode(Outcome.self, forKey: .outcome),
            failure: try fields.decodeIfPresent(Failure.self, forKey: .failure),
            verdict: try fields.decodeIfPresent(Verdict.self, forKey: .verdict),
            steps: try fields.decode([Step].self, forKey: .steps),
            artifacts: try fields.decode([Artifact].self, forKey: .artifacts),
            transcript: try fields.decode(Transcript.self, forKey: .transcript),
            redactions: try fields.decodeIfPresent([Redaction].self, forKey: .redactions)
        )
    }
}
