import Glibc
import NIOCore

/// Holds a bundle, or a folder with a job's files, against the manifests in it.
///
/// Calls block, for as long as everything takes to be read.
package enum Verifier {
    /// Looks at a file as a bundle, and at a folder as a job's, or as a bundle that was unpacked.
    ///
    /// A bundle that breaks off is looked at as far as it goes; that it does is a fault among the others.
    ///
    /// - Throws: ``BundleError`` where the file is no archive; ``FolderError`` where the folder cannot be read;
    ///   `CancellationError` when the task is cancelled.
    package static func verify(_ path: String) throws -> Verification {
        if let folder = try CollectedFolder(path: path) {
            var census = FileCensus()
            try add(folder, "", &census)
            return census.verification()
        }
        return try verify(bundle: path)
    }

    private static func verify(bundle path: String) throws -> Verification {
        let archive = try ArchiveReader(path: path)
        var census = FileCensus()
        var last = ""
        var isFirst = true
        while true {
            do throws(BundleError) {
                guard let entry = try archive.next() else { break }
                isFirst = false
                last = normal(entry.path)
                switch entry.kind {
                case .file: try census.add(last) { take throws(BundleError) in try archive.read(take) }
                case .folder: break
                case .other: census.addOddity(last)
                }
            } catch {
                // Without a single entry it is no archive at all.
                if isFirst { throw error }
                census.breakOff(behind: last, because: error)
                break
            }
            try Task.checkCancellation()
        }
        return census.verification()
    }

    private static func add(_ folder: borrowing CollectedFolder, _ path: String, _ census: inout FileCensus) throws {
        for entry in try folder.entries() {
            let name = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
            if entry.isFolder {
                if let inner = try folder.folder(entry.name) { try add(inner, name, &census) }
            } else if let file = try folder.file(entry.name) {
                try census.add(name) { take throws(FolderError) in try read(file, take) }
            }
            try Task.checkCancellation()
        }
    }

    private static func read(
        _ file: StoredFile,
        _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(FolderError) {
        var offset: Int64 = 0
        while true {
            let piece = try file.read(at: offset, upTo: 128 << 10)
            guard piece.readableBytes > 0 else { return }
            piece.withUnsafeReadableBytes(take)
            offset += Int64(piece.readableBytes)
        }
    }

    /// Other packers write `./` before each path.
    private static func normal(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
