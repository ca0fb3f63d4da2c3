import Foundation

/// ClusterShell's own `nodeset`, the oracle of the notation; nil where it is not installed.
struct Nodeset: Sendable {
    private let path: String

    static let installed: Nodeset? = ["/usr/bin/nodeset", "/usr/local/bin/nodeset"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
        .map { Nodeset(path: $0) }

    /// What it says for each text, one call for all of them; nil where it refuses one.
    func answer(_ option: String, _ texts: [String]) throws -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [option, "--"] + texts
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
