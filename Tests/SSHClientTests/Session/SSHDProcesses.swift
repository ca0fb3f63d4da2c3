import Foundation
import TrawlTestKit

extension LoopbackFleet {
    /// The listener's children: a process for each connection.
    var sessionProcesses: [Int32] {
        let folder = "/proc/\(pid)/task"
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return tasks.flatMap { task in
            let list = (try? String(contentsOfFile: "\(folder)/\(task)/children", encoding: .utf8)) ?? ""
            return list.split(separator: " ").compactMap { Int32($0) }
        }
    }

    /// Sends a signal to the process of each connection, and to what it has started.
    func signalSessions(_ signal: Int32) {
        for process in sessionProcesses { kill(process, signal) }
    }
}
