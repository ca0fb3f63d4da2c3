/// Where in a bundle, or in a job's folder, a file lies: in which attempt's folder, and as what.
struct FilePlace: Hashable {
    /// The folder that a manifest speaks for: a node's, or an earlier attempt's in it.
    let folder: String
    let isManifest: Bool

    /// Nil for a file that lies where no attempt's files are.
    init?(_ path: String) {
        let components = path.split(separator: "/")
        guard let first = components.firstIndex(where: { Self.beginnings.contains(String($0)) }) else { return nil }
        let isLast = first == components.count - 1
        // Of the four, one alone is a folder.
        guard isLast != (components[first] == "artifacts") else { return nil }
        folder = components[..<first].joined(separator: "/")
        isManifest = components[first] == Manifest.fileName
    }

    /// The node whose folder it is; nil for an earlier attempt's, and where the folder is all that there is.
    static func node(of folder: String) -> String? {
        guard let name = folder.split(separator: "/").last else { return nil }
        let isAttempt = name.hasPrefix("attempt-") && name.dropFirst(8).allSatisfy { $0.isNumber || $0 == "-" }
        return isAttempt ? nil : String(name)
    }

    private static let beginnings: Set<String> = [
        "artifacts", Manifest.Transcript.fileName, Manifest.fileName, Manifest.fileName + SafePath.unfinished,
    ]
}
