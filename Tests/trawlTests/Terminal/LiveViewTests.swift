import Testing
import TrawlDomain
import TrawlEngine

@testable import trawl

@Suite("The live view")
struct LiveViewTests {
    private func drawn(_ snapshot: JobSnapshot, _ width: Int, _ height: Int) -> [String] {
        LiveView.render(snapshot: snapshot, bytesPerSecond: 6_200_000, width: width, height: height, colour: false)
    }

    @Test("A usual terminal shows everything, the longest silent node first")
    func usual() throws {
        #expect(
            drawn(try .running(), 80, 24) == [
                "web logs 01KAJ…1A   00:42   71 MB  6.2 MB/s  ~00:10",
                "32/40  30 ok  2 failed  5 running  3 waiting",
                "[################################=====...]",
                " 31 s  web19   collecting 2/4   12 MB  journalctl -u nginx",
                "  4 s  web07   authenticating",
                "  1 s  web21   connecting",
                "  1 s  web22   connecting",
                "  1 s  web23   connecting",
                " failed  AUTH_REJECTED (authenticating) x2  web[11-12]",
                "",
                "",
                " Enter: all running   ^C: cancel and wait for verdicts",
            ]
        )
    }

    @Test("A wide terminal has the header in one line, and the sentence of a failure")
    func wide() throws {
        let lines = drawn(try .running(), 200, 50)
        #expect(
            lines.first
                == "web logs 01KAJ…1A   00:42   32/40  30 ok  2 failed  5 running  3 waiting   71 MB  6.2 MB/s  ~00:10"
        )
        #expect(
            lines.contains(
                " failed  AUTH_REJECTED (authenticating) x2  web[11-12]  The node refused key id_ed25519 for root."
            )
        )
        #expect(lines.count == 12)
    }

    @Test("A tiny terminal keeps what matters most, cut where it must be")
    func tiny() throws {
        #expect(
            drawn(try .running(), 20, 5) == [
                "32/40  2 failed",
                "[##############==..]",
                " 31 s  web19   coll…",
                " failed  AUTH_REJEC…",
            ]
        )
    }

    @Test("What has no line of its own is counted and folded")
    func folded() throws {
        #expect(
            drawn(try .running(), 98, 7) == [
                "web logs 01KAJ…1A   00:42   32/40  30 ok  2 failed  5 running  3 waiting   71 MB  6.2 MB/s  ~00:10",
                "[################################=====...]",
                " 31 s  web19   collecting 2/4   12 MB  journalctl -u nginx",
                "  +4 more running: web[07,21-23]",
                " failed  AUTH_REJECTED (authenticating) x2  web[11-12]  The node refused key id_ed25519 for root.",
                " Enter: all running   ^C: cancel and wait for verdicts",
            ]
        )
    }

    @Test("After a cancel the verdicts are counted")
    func settling() throws {
        #expect(
            drawn(try .settling(), 80, 7) == [
                "web logs   00:42   PARTIAL   40/40  11 ok  2 failed  27 cancelled   71 MB",
                "settling 12/27 · 9 terminated · 2 killed · 1 unverified",
                " 31 s  web19   collecting 2/4   12 MB  journalctl -u nginx",
                "  +4 more running: web[07,21-23]",
                " failed  AUTH_REJECTED (authenticating) x2  web[11-12]",
                " ^C: hang up now, remote work dies by its tether",
            ]
        )
    }

    @Test("It fits every terminal, whatever stands in it, and its height stays while the job goes on")
    func fits() throws {
        var hostile = try JobSnapshot.running()
        hostile.name = "日本語のログ\u{1B}[31m and a very long name that goes on and on 👨‍👩‍👧"
        hostile.running[0].progress.activity = "printf '\u{1B}]0;x\u{7}漢字漢字漢字\r\n漢字'"
        hostile.failures += (0..<20).map { _ in
            FailureGroup(
                code: .stepFailed,
                stage: .collecting,
                message: "exit 1\nof step 漢字",
                nodes: [hostile.running[1].name]
            )
        }
        var over = hostile
        over.counts = JobCounts(succeeded: 38, failed: 2)
        over.running = []
        for height in 1...30 {
            for width in 1...130 {
                let lines = drawn(hostile, width, height)
                #expect(lines.count <= max(1, min(12, height - 1)))
                #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(width)x\(height)")
                #expect(!lines.joined().unicodeScalars.contains { $0.value < 0x20 })
                #expect(drawn(over, width, height).count <= lines.count)
            }
        }
        #expect(drawn(over, 120, 24).count == drawn(hostile, 120, 24).count)
    }

    @Test("A small job takes few lines")
    func small() throws {
        var snapshot = try JobSnapshot.running()
        snapshot.counts = JobCounts(running: 1)
        snapshot.running = [snapshot.running[1]]
        snapshot.failures = []
        #expect(drawn(snapshot, 120, 24).count == 4)
    }

    @Test("Colours are SGR sequences around the same text")
    func coloured() throws {
        let snapshot = try JobSnapshot.running()
        let plain = drawn(snapshot, 80, 24)
        let coloured = LiveView.render(
            snapshot: snapshot,
            bytesPerSecond: 6_200_000,
            width: 80,
            height: 24,
            colour: true
        )
        #expect(coloured != plain)
        #expect(coloured.map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") } == plain)
        #expect(coloured[1].contains("\u{1B}[31m2 failed\u{1B}[0m"))
    }
}
