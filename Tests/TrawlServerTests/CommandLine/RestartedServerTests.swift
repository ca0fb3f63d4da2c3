import Foundation
import Glibc
import Testing
import TrawlTestKit

@Suite("The command line at a server that is started again", .timeLimit(.minutes(5)))
struct RestartedServerTests {
    /// How the server goes.
    enum End: CaseIterable {
        case told, killed
    }

    @Test("watch and transcript --follow go on and miss nothing", arguments: End.allCases)
    func goesOn(after end: End) async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 3)
                let gate = folder.file("gate").path
                let steps = """
                    name: gated
                    steps:
                      - {name: wait, run: 'echo begun; while [ ! -e \(gate) ]; do sleep 0.1; done; echo passed'}

                    """
                try folder.write(steps, to: "profiles/gated.yaml")
                let first = try await ServerAtWork.start(folder, fleet)
                let port = try #require(URL(string: first.url)?.port)
                let id = try await first.submit(#"{"targets":"all","profile":"gated","options":{"retries":3}}"#)
                let watch = try first.start(["watch", id, "--progress", "json"])
                let text = try first.start(["transcript", id, "node01", "--follow"])
                let film = try first.start(["transcript", id, "node02", "--follow", "--cast"])
                try await text.sees("begun\n", within: .seconds(60))
                try await film.sees("begun", within: .seconds(60))
                try await watch.sees(#""event":"progress""#, on: .errors, within: .seconds(60))
                switch end {
                case .told: #expect(try await first.stop().exit == .status(0))
                case .killed:
                    first.child.kill()
                    _ = try await first.child.exit()
                }
                try await watch.sees("Nothing is heard of the job", on: .errors, within: .seconds(60))

                let second = try await ServerAtWork.start(folder, fleet, ["--port", "\(port)"])
                try await watch.sees("The job is heard of again.", on: .errors, within: .seconds(60))
                try folder.write("", to: "gate")
                let watched = try await watch.result(within: .seconds(120))
                #expect(watched.exit == .status(0), "\(watched.errors)")
                #expect(watched.output.hasPrefix("SUCCEEDED  \(id)  3 of 3 nodes in "), "\(watched.output)")

                // Every entry of the journal since the watch began, once and in its order.
                let told = watched.errors.split(separator: "\n").compactMap { line in
                    try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                }.compactMap { $0["id"] as? Int }
                #expect(told == Array(Set(told)).sorted())
                let last = try #require(told.first)
                let rest = try await second.ask("GET", "/jobs/\(id)/events?last_event_id=\(last)")
                let stored = rest.text.split(separator: "\n").filter { $0.hasPrefix("id: ") }
                    .compactMap { Int($0.dropFirst(4)) }
                #expect(told.dropFirst() == stored[...])

                let shown = try await text.result(within: .seconds(60))
                #expect(shown.exit == .status(0), "\(shown.errors)")
                #expect(shown.errors.hasPrefix("trawl: nothing is heard of the job ("), "\(shown.errors)")
                #expect(shown.errors.hasSuffix("trawl: the job is heard of again\n"), "\(shown.errors)")
                let whole = try await second.trawl("transcript", id, "node01").output
                #expect(shown.output.hasSuffix(whole), "\(shown.output)")
                #expect(shown.output.contains("passed\n"))
                #expect(shown.output.hasPrefix("── step wait\n"))
                #expect(whole.hasPrefix("── attempt 2 begins\n── step wait\n"))
                let played = try await film.result(within: .seconds(60))
                #expect(played.output.hasSuffix(try await second.trawl("transcript", id, "node02", "--cast").output))
                _ = try await second.stop()
            }
        }
    }

    @Test(
        "A submission whose server dies before it answers makes one job, and the command says which",
        arguments: ["job.create.before", "job.create.after"]
    )
    func submitted(at point: String) async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 2)
                let first = try await ServerAtWork.start(folder, fleet, variables: ["TRAWL_FAILPOINT": point])
                let port = try #require(URL(string: first.url)?.port)
                let submit = try first.start(
                    ["submit", "all", "--profile", "quick", "--start", "--json"],
                    ["TRAWL_URL": first.url, "TRAWL_TOKEN": first.admin]
                )
                #expect(try await first.child.exit() == .signal(SIGKILL))
                let second = try await ServerAtWork.start(folder, fleet, ["--port", "\(port)"])
                let done = try await submit.result()
                #expect(done.exit == .status(0), "\(done.errors)")
                #expect(done.errors.contains("asking again, which makes no second job"), "\(done.errors)")
                let told = try JSONSerialization.jsonObject(with: Data(done.output.utf8)) as? [String: Any]
                let id = try #require(told?["job_id"] as? String)
                let jobs = try await second.ask("GET", "/jobs").list("jobs")
                #expect(jobs.map { $0["job_id"] as? String } == [id])
                #expect(try await second.settled(id)["status"] == "SUCCEEDED")
                _ = try await second.stop()
            }
        }
    }
}
