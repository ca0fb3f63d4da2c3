import Foundation
import Glibc
import Testing
import TrawlTestKit

/// A live server under whose data directory the n-th write, sync, rename, open or truncation fails, for many n.
@Suite("Calls that fail under the server", .serialized)
struct FailingDiskTests {
    @Test(
        "Nothing acknowledged is lost, no success is none, and no failure ends it by a crash",
        .timeLimit(.minutes(30))
    )
    func torture() async throws {
        let rounds = TortureSize.rounds("TRAWL_SERVER_FAULTS", usual: 8, torture: 100)
        var numbers = SeededNumbers(seed: TortureSize.seed)
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 6)
                let prey = KillLoopPrey(folder: folder, fleet: fleet)
                try prey.writeProfiles()
                let faults = try await FailingCalls(in: folder)
                var ledger = AcknowledgedJobs()
                var met = 0
                for round in 1...rounds {
                    let calls = FailingCalls.Calls.allCases[round % FailingCalls.Calls.allCases.count]
                    let fault: FailingCalls.Fault = Bool.random(using: &numbers) ? .failedMedium : .noRoom
                    let isSticky = Bool.random(using: &numbers)
                    // The start is short and has most of the sites; the work is long and does the same again and again.
                    let number = Int.random(in: 1...(Bool.random(using: &numbers) ? 30 : 600), using: &numbers)
                    let story = """
                        round \(round) of \(rounds), TRAWL_SEED=\(TortureSize.seed): \(calls) \(number) \
                        \(fault.rawValue)\(isSticky ? " from then on" : "")
                        """
                    let variables = faults.environment(
                        below: folder.file("data"),
                        calls,
                        number,
                        fault,
                        isSticky: isSticky
                    )
                    try await live(variables, prey, &ledger, &numbers, story)
                    if faults.failed != nil { met += 1 }
                    let next = try await ServerAtWork.start(folder, fleet)
                    try await prey.check(
                        ledger,
                        against: next,
                        Comment(rawValue: "\(story), \(faults.failed ?? "not met")")
                    )
                    #expect(try await next.stop().isSuccess)
                }
                let last = try await ServerAtWork.start(folder, fleet)
                for id in ledger.created { try await prey.checkEnd(of: id, at: last) }
                try await prey.checkDeletions(ledger, at: last)
                #expect(try await last.stop().isSuccess)
                try await prey.checkFiles()
                print("failing disk: \(met) of \(rounds) met, TRAWL_SEED=\(TortureSize.seed), \(ledger.summary)")
                #expect(met > rounds / 3)
            }
        }
    }

    /// Has a server live with the fault until it has met it or had its time, and sees how it ends.
    private func live(
        _ variables: [String: String],
        _ prey: KillLoopPrey,
        _ ledger: inout AcknowledgedJobs,
        _ numbers: inout SeededNumbers,
        _ story: String
    ) async throws {
        let server: ServerAtWork
        do {
            server = try await ServerAtWork.start(prey.folder, prey.fleet, variables: variables)
        } catch let error as NeverHappened {
            // It did not start, and must have said why.
            #expect(error.what.contains("before the end") && error.what.contains("trawl: "), "\(story): \(error)")
            return
        } catch is CocoaError {
            // It listens, and could not leave its address.
            return
        }
        let end = ContinuousClock.now + .milliseconds(1200)
        await prey.work(at: server, &ledger, &numbers, Comment(rawValue: story), failing: end)
        server.child.send(SIGTERM)
        let done = try await server.child.result(within: .seconds(90))
        #expect([.status(0), .status(1)].contains(done.exit), "\(story): \(done.exit) \(done.errors)")
        if done.exit == .status(1) { #expect(done.errors.contains("trawl: "), "\(story): \(done.errors)") }
    }
}
