import Foundation
import NIOCore
import Testing
import TrawlServer
import TrawlTestKit

@Suite("Files of the server's that do not answer", .timeLimit(.minutes(1)))
struct SlowFilesTests {
    @Test("An inventory that cannot be read for a while holds up those who need it, and nobody else")
    func inventory() async throws {
        try await TemporaryFolder.with { folder in
            let inventory = try folder.write("nodes: {node1: {address: 127.0.0.1}}\n", to: "inventory.yaml").path
            try await LiveServer.with(settings: [.inventory: [inventory]]) { server in
                #expect(try await server.get("/api/v1/inventory").status == 200)
                // A pipe that nobody writes to: whoever opens it waits, as on a file server that is away.
                #expect(unlink(inventory) == 0)
                #expect(mkfifo(inventory, 0o600) == 0)
                let answered = Observed(0)
                let readers = (0..<4).map { _ in
                    Task {
                        _ = try await server.get("/api/v1/inventory")
                        answered.change { $0 += 1 }
                    }
                }
                for _ in 0..<20 {
                    let (jobs, ready) = (try await server.get("/jobs"), try await server.get("/readyz"))
                    #expect(jobs.status == 200)
                    #expect(ready.status == 200)
                }
                #expect(answered.value == 0)
                // A writer that comes and goes is the end of the file for whoever waits.
                try await eventually("the readers' end") {
                    let writer = open(inventory, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
                    if writer >= 0 { close(writer) }
                    return answered.value == 4
                }
                for reader in readers { try await reader.value }
            }
        }
    }
}
