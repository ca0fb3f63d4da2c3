import Foundation
import Testing
import TrawlTestKit

@Suite("Collecting by way of a jump host")
struct JumpHostTests {
    @Test("All nodes go by the host that is named, and the failure of one that is not there is told")
    func jump() async throws {
        try await TrawlAtWork.with { work in
            let gate = "\(work.fleet.user)@\(LoopbackFleet.address(40)):\(work.fleet.port)"
            let done = try await work.collect("all", ["--command", "echo hello", "--jump", gate]).result()
            #expect(done.exit == .status(0), "\(done.errors)")
            let log = try work.fleet.folder.read("sshd.log").split(whereSeparator: \.isNewline)
            let connections = log.filter {
                $0.hasPrefix("Connection from") && $0.contains("on \(LoopbackFleet.address(40)) ")
            }
            // Six nodes fit into one session there.
            #expect(connections.count == 1)
            let gone = try await work.collect("all", ["--command", "true", "--jump", "127.0.2.1:1", "--json"]).result()
            #expect(gone.exit == .status(4))
            #expect(
                gone.errors.contains("At the jump host 127.0.2.1: Cannot connect to 127.0.2.1 port 1"),
                "\(gone.errors)"
            )
        }
    }
}
