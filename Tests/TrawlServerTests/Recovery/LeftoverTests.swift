import Foundation
import Glibc
import Testing
import TrawlTestKit

@Suite("What an interrupted attempt left on its node")
struct LeftoverTests {
    /// Leaves the group of its step, and lives on where nobody ends it.
    private static let profile = """
        name: leaving
        steps:
          - {name: leave, run: "setsid sleep 604840 & exec sleep 604841", timeout: 1h}

        """

    private func remains(_ fleet: LoopbackFleet, _ command: String) -> [RunningProcess] {
        fleet.remoteProcesses(matching: command).filter { $0.commandLine == command }
    }

    /// Kills the server, and the tethers before they can end anything: what they held lives on.
    private func killAll(_ server: ServerAtWork, _ fleet: LoopbackFleet) async throws {
        let tethers = fleet.remoteProcesses(matching: "exec sleep 604841")
        for tether in tethers { kill(tether.pid, SIGSTOP) }
        server.child.send(SIGKILL)
        _ = try await server.child.exit()
        for process in tethers + remains(fleet, "sleep 604841") { kill(process.pid, SIGKILL) }
        try await eventually("what did not leave its group is gone") { remains(fleet, "sleep 604841").isEmpty }
    }

    @Test("is ended by the next server, and said; what carries another mark is left alone", .timeLimit(.minutes(3)))
    func reaped() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 2)
                try folder.write(Self.profile, to: "profiles/leaving.yaml")
                let server = try await ServerAtWork.start(folder, fleet)
                let id = try await server.submit(#"{"targets":"all","profile":"leaving"}"#)
                try await server.runs("sleep 604840", on: 2)
                try await server.runs("sleep 604841", on: 2)
                try await killAll(server, fleet)
                let marked = remains(fleet, "sleep 604840")
                #expect(marked.count == 2, "what left its group should have outlived its tether")
                let mark = try #require(marked.first?.environment.first { $0.hasPrefix("TRAWL_STEP=") })
                // Of another attempt, and of none.
                let other = String(mark.dropLast(4)) + "0-0-"
                let strangers = [
                    try await fleet.ssh("\(other) setsid sleep 604842 >/dev/null 2>&1 </dev/null &"),
                    try await fleet.ssh("setsid sleep 604842 >/dev/null 2>&1 </dev/null &"),
                ]
                for stranger in strangers { #expect(stranger.isSuccess) }

                let next = try await ServerAtWork.start(folder, fleet)
                try await eventually("the leftovers are ended", within: .seconds(30)) {
                    remains(fleet, "sleep 604840").isEmpty
                }
                try await eventually("that is said", within: .seconds(30)) {
                    try await next.ask("GET", "/jobs/\(id)/nodes").list("nodes")
                        .allSatisfy { $0["cancel_outcome"] as? String == "terminated" }
                }
                #expect(try await next.ask("GET", "/jobs/\(id)")["status"] == "FAILED")
                #expect(remains(fleet, "sleep 604842").count == 2)
                // The marks are unlike, and each is of its attempt alone.
                #expect(Set(marked.flatMap(\.environment).filter { $0.hasPrefix("TRAWL_STEP=") }).count == 2)
                let shown = try await next.trawl("doctor", "--leftovers", "--json")
                #expect(shown.isSuccess && shown.errors.contains("by itself"), "\(shown)")
                #expect(shown.output.split(separator: "terminated").count == 3, "\(shown.output)")
                #expect(try await next.stop().errors.contains("an interrupted attempt still ran"))
            }
        }
    }

    @Test("is shown and ended by doctor where no server is; an unreachable node is said and asked again")
    func doctor() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 1)
                try folder.write(Self.profile, to: "profiles/leaving.yaml")
                let server = try await ServerAtWork.start(folder, fleet)
                _ = try await server.submit(#"{"targets":"all","profile":"leaving","options":{"retries":1}}"#)
                try await server.runs("sleep 604840", on: 1)
                try await server.runs("sleep 604841", on: 1)
                try await killAll(server, fleet)
                // A crash of the service is found by the service; so it is asked to find it, and dies at once.
                let dying = try server.start(
                    ["serve", "--port", "0"] + ["--inventory", folder.file("inventory.yaml").path],
                    ["TRAWL_FAILPOINT": "reap.before"]
                )
                #expect(try await dying.exit() == .signal(SIGKILL))
                #expect(remains(fleet, "sleep 604840").count >= 1)

                let identity = folder.file("hidden").path
                #expect(rename(fleet.userKeyPath, identity) == 0)
                let blind = try await server.trawl("doctor", "--leftovers")
                #expect(blind.exit == .status(1) && blind.output.contains("not seen"), "\(blind)")
                #expect(rename(identity, fleet.userKeyPath) == 0)
                let seeing = try await server.trawl("doctor", "--leftovers")
                #expect(seeing.isSuccess && seeing.output.contains("terminated"), "\(seeing)")
                #expect(remains(fleet, "sleep 604840").isEmpty)
            }
        }
    }
}
