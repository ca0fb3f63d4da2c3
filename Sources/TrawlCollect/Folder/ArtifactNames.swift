/// Hands out the names of one node's artifacts so that no two meet, not even as a file and a folder.
struct ArtifactNames {
    private var files: Set<String> = []
    private var folders: Set<String> = []

    /// The path itself where it is free, else the same with `-2`, `-3`… before its extension.
    ///
    /// A path that would lie in a file of that name is laid flat first.
    mutating func claim(_ wanted: String) -> String {
        let isBlocked = Self.parents(of: wanted).contains(where: files.contains)
        let wanted =
            isBlocked ? SafePath(mapping: wanted.split(separator: "/").joined(separator: "_")).description : wanted
        var path = wanted
        var count = 1
        while !isFree(path) {
            count += 1
            path = Self.numbered(wanted, count)
        }
        files.insert(path)
        for parent in Self.parents(of: path) { folders.insert(parent) }
        return path
    }

    private func isFree(_ path: String) -> Bool {
        !files.contains(path) && !folders.contains(path)
    }

    /// The folders that a path lies in, outermost first.
    static func parents(of path: String) -> [String] {
        path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
    }

    private static func numbered(_ path: String, _ count: Int) -> String {
        let name = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
        guard let dot = path[name...].lastIndex(of: "."), dot > name else { return "\(path)-\(count)" }
        return "\(path[..<dot])-\(count)\(path[dot...])"
    }
}
