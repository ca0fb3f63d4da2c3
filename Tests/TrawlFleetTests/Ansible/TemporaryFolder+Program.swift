import Foundation
import TrawlTestKit

extension TemporaryFolder {
    /// Writes a program by another process: one that this process writes itself could not be run while a neighbour's start
    /// has inherited its descriptor.
    @discardableResult
    func install(_ text: String, as name: String) async throws -> String {
        let source = try write(text, to: "\(name).source").path
        let program = file(name).path
        let run = try await ChildProcess.run("install", ["-m", "700", source, program])
        guard run.isSuccess else { throw AnsibleOracle.Missing(description: run.errors) }
        return program
    }
}
