import Crypto
import NIOCore
import TrawlDomain

/// One artifact while it is written: under an unfinished name, hashed as it streams.
struct ArtifactFile: ~Copyable {
    /// Below `artifacts/`.
    let path: String
    private let file: OpenFile
    private var hasher = SHA256()
    private(set) var size: Int64 = 0
    /// The error after which nothing more is written, so that a file never has a hole.
    private var failure: FolderError?
    /// Up to where the disk was told to begin, and up to where it was waited for.
    private var begun: Int64 = 0
    private var awaited: Int64 = 0

    init(path: String, file: consuming OpenFile) {
        self.path = path
        self.file = file
    }

    /// Writes bytes and takes them into the hash.
    ///
    /// Where the disk takes only some, size and hash are those of what it took.
    mutating func write(_ bytes: ByteBuffer) throws(FolderError) {
        if let failure { throw failure }
        let (written, error) = bytes.withUnsafeReadableBytes { bytes in
            let result = file.write(bytes, passing: .artifactWrite)
            hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<result.written]))
            return result
        }
        size += Int64(written)
        if let error {
            failure = error
            throw error
        }
        if size - begun >= Self.stride {
            do throws(FolderError) {
                try file.stream(from: begun, to: size, after: awaited)
            } catch {
                failure = error
                throw error
            }
            awaited = begun
            begun = size
        }
    }

    /// Small, so that a disk thread never waits long for the disk while other folders' writes wait for it.
    private static let stride: Int64 = 4 << 20

    /// Closes the file, and tells what the manifest is to say of it.
    consuming func finish(of step: Plan.Step, original: String, dropped: Int64, isPartial: Bool) -> Manifest.Artifact {
        Manifest.Artifact(
            path: "artifacts/\(path)",
            step: step.name,
            original: original,
            size: size,
            sha256: HexText.lowercase(Array(hasher.finalize())),
            partial: isPartial || failure != nil,
            truncatedBytes: dropped
        )
    }
}
