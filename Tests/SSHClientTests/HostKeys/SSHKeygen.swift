import Foundation

/// OpenSSH's own reader of known_hosts, which tells what ours should say.
enum SSHKeygen {
    /// A line that was found for a host.
    struct Match: Hashable, CustomStringConvertible {
        let line: Int
        /// `REVOKED`, `CA`, or nothing.
        let marker: String
        let fingerprint: String

        var description: String { "\(line) \(marker) \(fingerprint)" }
    }

    /// The lines that `ssh-keygen -F` finds for a name.
    static func find(_ name: String, in file: String) throws -> [Match] {
        // Each match is two lines: "# Host NAME found: line 3 REVOKED" and "NAME ED25519 SHA256:… comment".
        let lines = try run(["-l", "-F", name, "-f", file]).split(whereSeparator: \.isNewline)
        return stride(from: 0, to: lines.count - 1, by: 2).compactMap { index in
            let words = lines[index].split(separator: " ")
            guard let at = words.lastIndex(of: "line"), words.count > at + 1, let line = Int(words[at + 1]),
                let fingerprint = lines[index + 1].split(separator: " ").first(where: { $0.hasPrefix("SHA256:") })
            else { return nil }
            let marker = words.count > at + 2 ? String(words[at + 2]) : ""
            return Match(line: line, marker: marker, fingerprint: String(fingerprint))
        }
    }

    /// Hides the host names of a file in place.
    static func hash(_ file: String) throws {
        _ = try run(["-q", "-H", "-f", file])
    }

    @discardableResult
    static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }
}
