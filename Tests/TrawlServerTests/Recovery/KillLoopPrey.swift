import Foundation
import Glibc
import Testing
import TrawlDomain
import TrawlTestKit

/// A server that is killed: what is done with it while it lives, and what must be true when it lives again.
struct KillLoopPrey {
    let folder: TemporaryFolder
    let fleet: LoopbackFleet

    private var database: String { folder.file("data/trawl.sqlite").path }

    /// One that is slow enough to be met in the midst of a step.
    func writeProfiles() throws {
        try folder.write(
            """
            name: slow
            steps:
              - {name: talk, run: "for i in 1 2 3 4 5; do echo line $i; sleep 0.1; done"}
              - {name: who, run: id -un}

            """,
            to: "profiles/slow.yaml"
        )
    }

    /// Starts a server, holds it to what earlier ones said, works with it, and has it killed.
    func live(
        until point: Failpoint?,
        hit: Int,
        moment: Duration,
        _ ledger: inout AcknowledgedJobs,
        _ numbers: inout SeededNumbers,
        _ story: Comment
    ) async throws {
        let variables = point.map { ["TRAWL_FAILPOINT": "\($0.rawValue):\(hit)"] } ?? [:]
        let server: ServerAtWork
        do {
            server = try await ServerAtWork.start(folder, fleet, variables: variables)
        } catch {
            // Recovery, and what it takes up again, is before the first request.
            #expect(point != nil, "\(story): \(error)")
            ledger.kills.atFailpoints += 1
            return
        }
        do { try await check(ledger, against: server, story) } catch {
            // What it does by itself may bring it to the point before all is checked.
            #expect(point != nil, "\(story): \(error)")
        }
        let killing = Task {
            try await ContinuousClock().sleep(for: point == nil ? moment : .seconds(2))
            server.child.send(point == .shutdownDrain ? SIGTERM : SIGKILL)
        }
        await work(at: server, &ledger, &numbers, story)
        let exit = try await server.child.exit(within: .seconds(60))
        killing.cancel()
        let metPoint = (try? await killing.value) == nil
        switch exit {
        // Nothing was running that could be drained.
        case .status(0): #expect(point == .shutdownDrain, story)
        default: #expect(exit == .signal(SIGKILL), story)
        }
        if metPoint || point == .shutdownDrain { ledger.kills.atFailpoints += 1 } else { ledger.kills.atMoments += 1 }
    }

    /// Submits, cancels, deletes and looks until the server is gone, or the time is over; keeps only what it acknowledged.
    ///
    /// A server whose disk fails may say so instead.
    func work(
        at server: ServerAtWork,
        _ ledger: inout AcknowledgedJobs,
        _ numbers: inout SeededNumbers,
        _ story: Comment,
        failing end: ContinuousClock.Instant? = nil
    ) async {
        let refusals = end == nil ? [] : [503, 507]
        do {
            while end.map({ ContinuousClock.now < $0 }) ?? true {
                let profile = Bool.random(using: &numbers) ? "quick" : "slow"
                let body = #"{"targets":"all","profile":"\#(profile)","options":{"retries":3}}"#
                let answer = try await server.ask("POST", "/jobs", body)
                // A server that was told to end takes no more work.
                if answer.status == 503, end == nil { throw CancellationError() }
                #expect(([201] + refusals).contains(answer.status), "\(story): \(answer.text)")
                if answer.status == 201, let id = answer["job_id"] { ledger.created.append(id) }
                guard let chosen = ledger.created.randomElement(using: &numbers) else { continue }
                if Int.random(in: 0..<3, using: &numbers) == 0 {
                    let cancel = try await server.ask("POST", "/jobs/\(chosen)/cancel")
                    #expect(([200, 409] + refusals).contains(cancel.status), "\(story): \(cancel.text)")
                    if cancel.status == 200 { ledger.cancelled.insert(chosen) }
                }
                let seen = try await server.ask("GET", "/jobs/\(chosen)")
                #expect(([200] + refusals).contains(seen.status), "\(story): \(seen.text)")
                guard let status = seen["status"], !["PENDING", "RUNNING"].contains(status) else { continue }
                ledger.final[chosen] = status
                guard seen["settled"] == "1", Int.random(in: 0..<3, using: &numbers) == 0 else { continue }
                ledger.forget(chosen)
                let deletion = try await server.ask("DELETE", "/jobs/\(chosen)")
                #expect(([204] + refusals).contains(deletion.status), "\(story): \(deletion.text)")
                guard deletion.status == 204 else { continue }
                ledger.perhapsDeleted.remove(chosen)
                ledger.deleted.insert(chosen)
            }
        } catch {
            // It was killed, perhaps before it could answer: what it did not acknowledge may have happened or not.
        }
    }

    /// Holds a server that has just started to what earlier ones said.
    func check(_ ledger: AcknowledgedJobs, against server: ServerAtWork, _ story: Comment) async throws {
        let ready = ContinuousClock.now
        #expect(try await server.ask("GET", "/readyz").status == 200, story)
        #expect(try await sqlite("PRAGMA integrity_check") == "ok", story)
        try await eventually("every RUNNING job has an owner (\(story))", within: .seconds(30)) {
            try await isOwned(at: server)
        }
        let taken = ContinuousClock.now - ready
        #expect(taken < TortureSize.bound(promised: .seconds(2), busy: .seconds(20)), story)
        for id in ledger.created {
            let job = try await server.ask("GET", "/jobs/\(id)")
            #expect(job.status == 200, "\(story): \(id) was acknowledged and is gone")
            if ledger.cancelled.contains(id) { #expect(job["cancelled"] == "1", "\(story): \(job.text)") }
            if let status = ledger.final[id] { #expect(job["status"] == status, "\(story): \(job.text)") }
        }
        for id in ledger.deleted {
            #expect(try await server.ask("GET", "/jobs/\(id)").status == 404, "\(story): \(id) was deleted")
        }
    }

    /// Whether the process runs every job that the store has as RUNNING, and nothing is RUNNING since before its start.
    private func isOwned(at server: ServerAtWork) async throws -> Bool {
        let stored = try await sqlite("SELECT count(*) FROM job WHERE status = 'RUNNING'")
        let metrics = try await server.ask("GET", "/metrics").text
        let line = metrics.split(separator: "\n").first { $0.hasPrefix("trawl_jobs_active ") }
        guard let active = line?.split(separator: " ").last.flatMap({ Double($0) }) else { return false }
        return Double(stored).map { $0 <= active } ?? false
    }

    /// A job reaches its end and settles, and its trail and files say so.
    func checkEnd(of id: String, at server: ServerAtWork) async throws {
        let job = try await server.settled(id, within: .seconds(120))
        let moves = try await sqlite(
            """
            SELECT group_concat(coalesce(prev_status, '-') || ' ' || new_status, ',')
            FROM (SELECT * FROM audit_event WHERE job_id = '\(id)' ORDER BY event_id)
            """
        ).split(separator: ",").map { $0.split(separator: " ").map(String.init) }
        #expect(moves.map(\.first) == ["-"] + moves.dropLast().map(\.last), "\(id): \(moves)")
        #expect(moves.last?.last == job["status"], "\(id): \(moves)")
        let told = try await sqlite(
            "SELECT group_concat(status) FROM (SELECT DISTINCT status FROM event WHERE job_id = '\(id)' AND kind = 'job')"
        )
        #expect(Set(told.split(separator: ",").map(String.init)) == Set(moves.compactMap(\.last)), "\(id): \(told)")
        let nodes = try await server.ask("GET", "/jobs/\(id)/nodes?limit=100").list("nodes")
        #expect(nodes.count == 6)
        for node in nodes {
            let status = node["status"] as? String ?? ""
            #expect(!["PENDING", "RUNNING"].contains(status), "\(id): \(node)")
            guard status == "SUCCEEDED", let name = node["node"] as? String else { continue }
            let place = folder.file("data/jobs/\(id)/\(name)")
            let manifest = try StoredManifest(in: place)
            #expect(manifest.outcome == "succeeded" && !manifest.artifacts.isEmpty, "\(id) \(name): \(manifest)")
            for artifact in manifest.artifacts {
                let file = try Data(contentsOf: place.appendingPathComponent(artifact.path))
                #expect(file.count == artifact.size && !artifact.partial, "\(id) \(name): \(artifact)")
            }
        }
    }

    /// Of a deleted job nothing is left, and of one whose deletion was not acknowledged all or nothing.
    func checkDeletions(_ ledger: AcknowledgedJobs, at server: ServerAtWork) async throws {
        try await eventually("the files of deleted jobs are gone") {
            try await sqlite("SELECT count(*) FROM deleted_job") == "0"
        }
        let left = Set(try FileManager.default.contentsOfDirectory(atPath: folder.file("data/jobs").path))
        #expect(left.isDisjoint(with: ledger.deleted))
        #expect(left.allSatisfy { !$0.hasPrefix(".deleted-") }, "\(left)")
        for id in ledger.perhapsDeleted {
            let status = try await server.ask("GET", "/jobs/\(id)").status
            // A job of which no node was ever begun has no files, also while it is there.
            #expect(status == 200 || (status == 404 && !left.contains(id)), "\(id): \(status)")
        }
    }

    /// Every transcript is valid to its last whole line, whenever its writer was killed.
    func checkFiles() async throws {
        let root = folder.file("data/jobs").path
        var count = 0
        for case let path as String in FileManager.default.enumerator(atPath: root) ?? .init()
        where path.hasSuffix(".cast") {
            count += 1
            let text = try Data(contentsOf: URL(filePath: "\(root)/\(path)"))
            for line in text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
                let value = try? JSONSerialization.jsonObject(with: line)
                #expect(value != nil, "\(path): \(String(decoding: line, as: UTF8.self))")
            }
        }
        #expect(count > 0)
    }

    private func sqlite(_ query: String) async throws -> String {
        let done = try await ChildProcess.run(
            "sqlite3",
            ["-batch", "-readonly", "-cmd", ".timeout 5000", database, query]
        )
        try #require(done.isSuccess, "\(done.errors)")
        return done.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
