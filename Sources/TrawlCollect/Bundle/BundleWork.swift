import NIOCore
import TrawlDomain

/// Packs a job's files, a little at each call.
///
/// At no time does it hold more than one file's descriptor, a piece of that file, and the names in the folders that it
/// is in. Calls block; they belong on ``ReadingThreads``.
struct BundleWork: Sendable {
    private enum Item: Sendable {
        case document(BundleContents.Document)
        /// Something in a node's folder: the path from there, and whether it is a folder.
        case entry(NodeName, [String], isFolder: Bool)
    }

    private struct OpenEntry: Sendable {
        let file: StoredFile
        let path: String
        var offset: Int64
    }

    private let contents: BundleContents
    private let archive: ArchiveWriter
    /// The next one is the last.
    private var items: [Item]
    private var current: OpenEntry?
    private var problems: [String] = []
    private(set) var isOver = false

    init(_ contents: BundleContents, as format: BundleFormat) throws(BundleError) {
        self.contents = contents
        archive = try ArchiveWriter(format)
        items = contents.nodes.reversed().map { .entry($0, [], isFolder: true) }
        items += contents.documents.reversed().map { .document($0) }
    }

    /// Packs until there is enough to send, or for as long as a thread should be held.
    mutating func step() throws -> ByteBuffer {
        var read: Int64 = 0
        while !isOver, archive.packed < Self.enough, read < Self.mostRead {
            if let entry = current {
                read += try more(of: entry)
            } else if let item = items.popLast() {
                try begin(item)
                read += Self.costOfAnEntry
            } else {
                try finish()
            }
        }
        return archive.takePacked()
    }

    private mutating func begin(_ item: Item) throws {
        switch item {
        case .document(let document): try pack(document)
        case .entry(let node, let path, true): list(node, path)
        case .entry(let node, let path, false): try open(node, path)
        }
    }

    private func pack(_ document: BundleContents.Document) throws {
        try archive.begin(
            "\(contents.root)/\(document.name)",
            size: Int64(document.bytes.readableBytes),
            modifiedAt: contents.madeAt
        )
        try archive.write(document.bytes)
        try archive.end()
    }

    private mutating func list(_ node: NodeName, _ path: [String]) {
        do {
            let folder = NodeFiles(of: node, in: contents.job, layout: contents.layout)
            // A node whose turn never came has none.
            guard let entries = try folder.entries(at: path) else { return }
            for entry in entries.reversed() where !isManifestInTheMaking(entry.name, path) {
                items.append(.entry(node, path + [entry.name], isFolder: entry.isFolder))
            }
        } catch {
            problems.append("\(place(node, path)): \(error)")
        }
    }

    private mutating func open(_ node: NodeName, _ path: [String]) throws {
        let file: StoredFile
        var path = path
        do {
            let folder = NodeFiles(of: node, in: contents.job, layout: contents.layout)
            if let found = try folder.file(at: path) {
                file = found
            } else if let finished = Self.finishedName(path), let found = try folder.file(at: finished) {
                // It was given its own name since the folder was listed.
                file = found
                path = finished
            } else {
                problems.append("\(place(node, path)): it was gone when its turn came")
                return
            }
        } catch {
            problems.append("\(place(node, path)): \(error)")
            return
        }
        let name = place(node, path)
        // What is appended from here on belongs to a later bundle: an archive says a file's size before its bytes.
        try archive.begin("\(contents.root)/\(name)", size: file.size, modifiedAt: file.modifiedAt)
        current = OpenEntry(file: file, path: name, offset: 0)
    }

    /// Packs the next piece of the open file; answers how many bytes were read.
    private mutating func more(of entry: OpenEntry) throws -> Int64 {
        let count = Int(min(Self.pieceSize, entry.file.size - entry.offset))
        var piece = ByteBuffer()
        if count > 0 {
            do {
                piece = try entry.file.read(at: entry.offset, upTo: count)
                if piece.readableBytes == 0 {
                    problems.append("\(entry.path): it became shorter, zeros stand for the rest")
                }
            } catch {
                problems.append("\(entry.path): \(error), zeros stand for the rest")
            }
        }
        if piece.readableBytes == 0 {
            current = nil
            try archive.end()
            return Self.costOfAnEntry
        }
        try archive.write(piece)
        current?.offset += Int64(piece.readableBytes)
        return Int64(piece.readableBytes)
    }

    private mutating func finish() throws {
        if !problems.isEmpty {
            let text = problems.joined(separator: "\n") + "\n"
            problems = []
            try pack(BundleContents.Document(name: "problems.txt", bytes: ByteBuffer(string: text)))
        }
        try archive.close()
        isOver = true
    }

    private func place(_ node: NodeName, _ path: [String]) -> String {
        (["nodes", node.description] + path).joined(separator: "/")
    }

    /// A manifest is whole under its own name, and nothing under the one that it is written as.
    private func isManifestInTheMaking(_ name: String, _ path: [String]) -> Bool {
        path.isEmpty && name == Manifest.fileName + SafePath.unfinished
    }

    private static func finishedName(_ path: [String]) -> [String]? {
        guard let name = path.last, name.hasSuffix(SafePath.unfinished) else { return nil }
        return path.dropLast() + [String(name.dropLast(SafePath.unfinished.count))]
    }

    private static let pieceSize: Int64 = 128 << 10
    private static let enough = 64 << 10
    /// As much as packs in some tens of milliseconds.
    private static let mostRead: Int64 = 1 << 20
    private static let costOfAnEntry: Int64 = 4 << 10
}
