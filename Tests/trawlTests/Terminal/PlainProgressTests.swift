import Testing
import TrawlDomain
import TrawlEngine

@testable import trawl

@Suite("Plain progress")
struct PlainProgressTests {
    @Test("A failure of a new kind is told at once, the rest every ten seconds, folded")
    func failures() throws {
        var progress = PlainProgress()
        var snapshot = try JobSnapshot.running()
        snapshot.elapsed = .seconds(1)
        let told =
            "failed: AUTH_REJECTED at authenticating: web[11-12]  The node refused key id_ed25519 for root."
        #expect(progress.lines(for: snapshot) == [told])
        snapshot.elapsed = .seconds(2)
        snapshot.failures[0].nodes += try JobSnapshot.names(13...15)
        #expect(progress.lines(for: snapshot) == [])
        snapshot.elapsed = .seconds(10)
        #expect(
            progress.lines(for: snapshot) == [
                "failed: AUTH_REJECTED at authenticating: web[13-15]",
                "00:10  32/40  30 ok  2 failed  5 running  3 waiting  71 MB",
            ]
        )
        snapshot.elapsed = .seconds(19)
        #expect(progress.lines(for: snapshot) == [])
    }

    @Test("A long job of many nodes makes few lines")
    func fewLines() throws {
        var progress = PlainProgress()
        var snapshot = try JobSnapshot.running()
        snapshot.failures = [
            FailureGroup(code: .connectTimeout, stage: .connecting, message: "No answer.", nodes: [])
        ]
        var lines = 0
        for second in 1...300 {
            snapshot.elapsed = .seconds(second)
            snapshot.failures[0].nodes += try (0..<16).map { try NodeName("n\(second * 16 + $0)") }
            lines += progress.lines(for: snapshot).count
        }
        #expect(lines < 65)
    }

    @Test("The last line says how it stands")
    func last() throws {
        var progress = PlainProgress()
        let snapshot = try JobSnapshot.settling()
        #expect(
            progress.lastLines(for: snapshot) == [
                "failed: AUTH_REJECTED at authenticating: web[11-12]  The node refused key id_ed25519 for root.",
                "00:42  40/40  11 ok  2 failed  27 cancelled  71 MB  settling, 15 to go",
            ]
        )
    }
}
