import Crypto
import Foundation
import TrawlDomain

/// The files of a bundle, or of a job's folder, as they were found, to be held against the manifests among them.
///
/// It keeps each file's size and digest, and the bytes of manifests alone: memory grows with the number of files and not
/// with what is in them.
struct FileCensus {
    private struct Found {
        var size: Int64 = 0
        var digest: [UInt8] = []
    }

    private var files: [String: Found] = [:]
    private var kept: [String: [UInt8]] = [:]
    private var faults: [Verification.Fault] = []

    /// Takes in a file, whose bytes `read` hands out.
    mutating func add<Failure>(
        _ path: String,
        _ read: ((UnsafeRawBufferPointer) -> Void) throws(Failure) -> Void
    ) throws(Failure) {
        guard files[path] == nil else {
            return faults.append(Verification.Fault(kind: .extra, path: path, message: "it is there twice"))
        }
        var found = Found()
        var hasher = SHA256()
        var bytes: [UInt8] = []
        let isKept = Self.isKept(path)
        try read { piece in
            found.size += Int64(piece.count)
            hasher.update(bufferPointer: piece)
            if isKept, bytes.count <= Self.largestKept { bytes += piece }
        }
        found.digest = Array(hasher.finalize())
        files[path] = found
        if isKept { kept[path] = bytes }
    }

    /// Takes in what is no file and should not be there.
    mutating func addOddity(_ path: String) {
        faults.append(Verification.Fault(kind: .extra, path: path, message: "it is no regular file"))
    }

    /// Takes in that the rest cannot be read.
    mutating func breakOff(behind path: String, because error: some Error) {
        faults.append(Verification.Fault(kind: .archive, path: path, message: "\(error)"))
    }

    /// Holds all of them against the manifests.
    func verification() -> Verification {
        var result = Verification(faults: faults)
        result.bytes = files.values.reduce(0) { $0 + $1.size }
        var expected: Set<String> = []
        var sealed: Set<String> = []
        for (path, bytes) in kept where FilePlace(path)?.isManifest == true {
            let folder = FilePlace(path)?.folder ?? ""
            sealed.insert(folder)
            check(path, bytes, folder, &expected, &result)
        }
        var unsealed: Set<String> = []
        for path in files.keys where !expected.contains(path) {
            guard let place = FilePlace(path) else {
                if !Self.isDocument(path) { result.faults.append(Self.extra(path)) }
                continue
            }
            if place.isManifest { continue }
            if sealed.contains(place.folder) {
                result.faults.append(Self.extra(path))
            } else {
                unsealed.insert(place.folder)
            }
        }
        result.faults += promised(but: sealed)
        result.unsealed = unsealed.sorted()
        result.faults.sort { ($0.path, $0.kind.rawValue) < ($1.path, $1.kind.rawValue) }
        return result
    }

    private func check(
        _ path: String,
        _ bytes: [UInt8],
        _ folder: String,
        _ expected: inout Set<String>,
        _ result: inout Verification
    ) {
        let manifest: Manifest
        do {
            manifest = try ManifestDecoder.manifest(bytes, named: path)
        } catch {
            result.faults.append(Verification.Fault(kind: .manifest, path: path, message: error.reason))
            // What belongs to it cannot be known.
            expected.formUnion(files.keys.filter { FilePlace($0)?.folder == folder })
            return
        }
        result.manifests += 1
        if let name = FilePlace.node(of: folder), name != manifest.node {
            let message = "it is the manifest of \(manifest.node)"
            result.faults.append(Verification.Fault(kind: .manifest, path: path, message: message))
        }
        let claims = manifest.artifacts.map { ($0.path, $0.size, $0.sha256) }
        for (name, size, digest) in claims + [
            (manifest.transcript.path, manifest.transcript.size, manifest.transcript.sha256)
        ] {
            let file = folder.isEmpty ? name : "\(folder)/\(name)"
            expected.insert(file)
            if let fault = fault(of: file, size, digest) {
                result.faults.append(fault)
            } else {
                result.files += 1
            }
        }
    }

    private func fault(of path: String, _ size: Int64, _ digest: String) -> Verification.Fault? {
        guard let found = files[path] else {
            return Verification.Fault(kind: .missing, path: path, message: "it is missing")
        }
        guard found.size == size else {
            let message = "it has \(found.size) bytes, the manifest says \(size)"
            return Verification.Fault(kind: .size, path: path, message: message)
        }
        let actual = HexText.lowercase(found.digest)
        guard actual == digest else {
            let message = "its content differs: SHA-256 \(actual), the manifest says \(digest)"
            return Verification.Fault(kind: .content, path: path, message: message)
        }
        return nil
    }

    /// Nodes that a bundle's own list says SUCCEEDED, and that have no manifest.
    private func promised(but sealed: Set<String>) -> [Verification.Fault] {
        struct Node: Decodable {
            var node: String
            var status: NodeStatus
        }
        return kept.filter { $0.key.hasSuffix(Self.nodeList) && Self.isDocument($0.key) }.flatMap { path, bytes in
            let root = path.dropLast(Self.nodeList.count)
            guard let nodes = try? JSONDecoder().decode([Node].self, from: Data(bytes)) else {
                return [Verification.Fault(kind: .manifest, path: path, message: "it is no list of nodes")]
            }
            return nodes.filter { $0.status == .succeeded }.map { "\(root)nodes/\($0.node)" }
                .filter { !sealed.contains($0) }
                .map {
                    let message = "the node SUCCEEDED, and its manifest is missing"
                    return Verification.Fault(kind: .manifest, path: "\($0)/\(Manifest.fileName)", message: message)
                }
        }
    }

    private static func extra(_ path: String) -> Verification.Fault {
        Verification.Fault(kind: .extra, path: path, message: "no manifest names it")
    }

    private static func isKept(_ path: String) -> Bool {
        FilePlace(path)?.isManifest == true || isDocument(path) && path.hasSuffix(nodeList)
    }

    /// What a bundle has beside the nodes' folders.
    private static func isDocument(_ path: String) -> Bool {
        let components = path.split(separator: "/")
        guard components.count <= 2, let name = components.last else { return false }
        return ["job.json", nodeList, "audit.json", "problems.txt"].contains(String(name))
    }

    private static let nodeList = "nodes.json"
    private static let largestKept = 64 << 20
}
