import Foundation
import Glibc
import Testing
import TrawlTestKit

@Suite(
    "A disk that runs full under the server",
    .serialized,
    .enabled(if: SmallDisk.isAllowed, "only root can mount a small disk")
)
struct DiskFullTests {
    private func with(
        _ kind: SmallDisk.Kind = .memory,
        kibibytes: Int,
        inodes: Int? = nil,
        _ body: (ServerAtWork, SmallDisk, TemporaryFolder) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 4)
                try folder.write(
                    "name: feeding\nsteps:\n  - {name: much, run: head -c 12000000 /dev/zero}\n",
                    to: "profiles/feeding.yaml"
                )
                let data = folder.file("data")
                try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
                try await SmallDisk.with(kind, kibibytes: kibibytes, inodes: inodes, at: data.path) { disk in
                    let server = try await ServerAtWork.start(folder, fleet, ["--set", "data.disk_floor=64KiB"])
                    do {
                        try await body(server, disk, folder)
                    } catch {
                        _ = try? await server.stop()
                        throw error
                    }
                    let end = try await server.stop()
                    #expect(end.isSuccess || end.exit == .signal(SIGKILL), "\(end.errors)")
                }
            }
        }
    }

    /// Waits until the server says that it is, or is not, ready.
    private func readiness(of server: ServerAtWork, is status: Int, promised: Duration) async throws {
        let start = ContinuousClock.now
        try await eventually("readyz answers \(status)", within: .seconds(30)) {
            try await server.ask("GET", "/readyz").status == status
        }
        let taken = ContinuousClock.now - start
        #expect(taken < TortureSize.bound(promised: promised, busy: .seconds(15)), "readyz: \(status) after \(taken)")
    }

    /// Makes empty files until the file system has no more of them.
    private func useUpFiles(below folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        var number = 0
        while true {
            let descriptor = open("\(folder.path)/\(number)", O_CREAT | O_EXCL | O_WRONLY, 0o600)
            guard descriptor >= 0 else {
                #expect(errno == ENOSPC)
                return
            }
            close(descriptor)
            number += 1
        }
    }

    /// What the disk runs out of, and on which.
    struct Shortage: CustomTestStringConvertible {
        let kind: SmallDisk.Kind
        let mebibytes: Int
        var inodes: Int?

        var testDescription: String { "\(inodes == nil ? "room" : "files") on \(mebibytes) MiB of \(kind)" }
    }

    @Test(
        "Cancels and looks are answered, it is not ready within a second, and all goes on once there is room",
        arguments: [
            Shortage(kind: .memory, mebibytes: 40), Shortage(kind: .ext4, mebibytes: 16),
            Shortage(kind: .memory, mebibytes: 40, inodes: 400), Shortage(kind: .ext4, mebibytes: 24, inodes: 400),
        ]
    )
    func full(_ shortage: Shortage) async throws {
        let (size, files) = (shortage.mebibytes << 10, shortage.inodes)
        try await with(shortage.kind, kibibytes: size, inodes: files) { server, _, folder in
            let done = try await server.submit(#"{"targets":"all","profile":"quick"}"#)
            try await server.settled(done)
            let running = try await server.submit(#"{"targets":"all","profile":"long"}"#)
            try await server.runs("sleep 4711", on: 4)
            let ballast = folder.file("data/ballast")
            if shortage.inodes == nil {
                let filled = try await ChildProcess.run("dd", ["if=/dev/zero", "of=\(ballast.path)", "bs=4k"])
                #expect(filled.isSuccess == false)
            } else {
                try useUpFiles(below: ballast)
            }

            try await readiness(of: server, is: 503, promised: .seconds(1))
            #expect(try await server.ask("GET", "/healthz").status == 200)
            #expect(try await server.ask("GET", "/jobs/\(done)")["status"] == "SUCCEEDED")
            #expect(try await server.ask("GET", "/jobs/\(running)")["status"] == "RUNNING")
            let refused = try await server.ask("POST", "/jobs", #"{"targets":"all","profile":"quick"}"#)
            // What lies in the log already may be written over, so that a small job may still find room.
            #expect([201, 507].contains(refused.status), "\(refused.text)")
            let cancel = try await server.ask("POST", "/jobs/\(running)/cancel")
            #expect(cancel.status == 200 && cancel["status"] == "CANCELLED", "\(cancel.text)")
            try await eventually("what was cancelled is dead", within: .seconds(30)) {
                server.fleet.remoteProcesses(matching: "sleep 4711").isEmpty
            }
            #expect(try await server.ask("GET", "/jobs/\(running)")["status"] == "CANCELLED")

            try FileManager.default.removeItem(at: ballast)
            try await readiness(of: server, is: 200, promised: .seconds(5))
            try await server.settled(running)
            let nodes = try await server.ask("GET", "/jobs/\(running)/nodes").list("nodes")
            #expect(nodes.count == 4)
            for node in nodes { #expect(node["cancel_outcome"] as? String == "terminated", "\(node)") }
            if let waited = refused["job_id"] {
                // What was taken in before it was seen that files run out has failed, and says of what.
                let ends = shortage.inodes == nil ? ["SUCCEEDED"] : ["SUCCEEDED", "FAILED"]
                #expect(ends.contains(try await server.settled(waited)["status"] ?? ""))
            }
            // How much room there is is looked at now and then.
            try await eventually("it takes work again", within: .seconds(15)) {
                try await server.ask("POST", "/jobs", #"{"targets":"all","profile":"quick","start":false}"#).status
                    == 201
            }
            let next = try await server.submit(#"{"targets":"all","profile":"quick"}"#)
            #expect(try await server.settled(next)["status"] == "SUCCEEDED")
        }
    }

    @Test("Killed on a full disk it starts again there, and cancels; what it broke off is left on no node")
    func startedAgain() async throws {
        try await with(kibibytes: 40 << 10) { server, _, folder in
            let id = try await server.submit(#"{"targets":"all","profile":"long","options":{"retries":2}}"#)
            try await server.runs("sleep 4711", on: 4)
            let ballast = folder.file("data/ballast")
            #expect(
                try await ChildProcess.run("dd", ["if=/dev/zero", "of=\(ballast.path)", "bs=4k"]).isSuccess == false
            )
            server.child.send(SIGKILL)
            _ = try await server.child.result()
            let next = try await ServerAtWork.start(
                folder,
                server.fleet,
                ["--set", "data.disk_floor=64KiB"],
                token: server.admin
            )
            #expect(try await next.ask("GET", "/jobs/\(id)").status == 200)
            let cancel = try await next.ask("POST", "/jobs/\(id)/cancel")
            #expect(cancel.status == 200 && cancel["status"] == "CANCELLED", "\(cancel.text)")
            try await eventually("nothing of it is left", within: .seconds(30)) {
                server.fleet.remoteProcesses(matching: "sleep 4711").isEmpty
            }
            try FileManager.default.removeItem(at: ballast)
            try await readiness(of: next, is: 200, promised: .seconds(5))
            #expect(try await next.settled(id)["status"] == "CANCELLED")
            try await eventually("it takes work again", within: .seconds(15)) {
                try await next.ask("POST", "/jobs", #"{"targets":"all","profile":"quick"}"#).status == 201
            }
            #expect(try await next.stop().isSuccess)
        }
    }

    @Test("What the nodes send fills it: nothing short is sealed as whole, and the job ends once there is room")
    func fed() async throws {
        try await with(kibibytes: 40 << 10) { server, disk, folder in
            let id = try await server.submit(#"{"targets":"all","profile":"feeding"}"#)
            try await eventually("it is full", within: .seconds(60)) {
                try await server.ask("GET", "/readyz").status == 503
            }
            #expect(try await server.ask("GET", "/jobs/\(id)").status == 200)
            try await disk.resize(toKibibytes: 160 << 10)
            try await readiness(of: server, is: 200, promised: .seconds(5))
            let job = try await server.settled(id)
            #expect(["PARTIAL", "FAILED"].contains(job["status"] ?? ""), "\(job.text)")
            var short = 0
            for node in try await server.ask("GET", "/jobs/\(id)/nodes").list("nodes") {
                let name = try #require(node["node"] as? String)
                let place = folder.file("data/jobs/\(id)/\(name)")
                let manifest = try? JSONSerialization.jsonObject(
                    with: Data(contentsOf: place.appendingPathComponent("manifest.json"))
                )
                let outcome = (manifest as? [String: Any])?["outcome"] as? String
                let file = place.appendingPathComponent("artifacts/much.txt")
                let size = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? Int
                if node["status"] as? String == "SUCCEEDED" {
                    #expect(outcome == "succeeded" && size == 12_000_000, "\(name): \(node)")
                } else {
                    short += 1
                    #expect(outcome != "succeeded", "\(name): \(node)")
                    #expect((node["error"] as? [String: Any])?["code"] as? String == "STORAGE_FAILED", "\(node)")
                }
            }
            #expect(short > 0)
        }
    }
}
