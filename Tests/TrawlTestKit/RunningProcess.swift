import Foundation

/// A process of this machine, as /proc shows it; those of other users show no environment unless root looks.
package struct RunningProcess: Hashable, Sendable, CustomStringConvertible {
    package let pid: Int32
    /// The words of its command line.
    package let arguments: [String]
    /// `NAME=VALUE` entries that it was started with.
    package let environment: [String]

    /// The command line in one string.
    package var commandLine: String { arguments.joined(separator: " ") }

    package var description: String { "\(pid) \(commandLine)" }

    /// Every living process for which the condition holds; zombies have neither command line nor environment.
    package static func all(where condition: (RunningProcess) -> Bool) -> [RunningProcess] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.sorted().compactMap(RunningProcess.init(pid:)).filter(condition)
    }

    /// Looks at one process; nil where there is none, or it has ended.
    package init?(pid: Int32) {
        guard let words = Self.words("/proc/\(pid)/cmdline"), !words.isEmpty else { return nil }
        self.pid = pid
        arguments = words
        environment = Self.words("/proc/\(pid)/environ") ?? []
    }

    private static func words(_ path: String) -> [String]? {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
