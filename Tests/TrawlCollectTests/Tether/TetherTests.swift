import Foundation
import SSHClient
import Testing
import TrawlTestKit

@testable import TrawlCollect

/// The tether through real sshd, under each shell: as the account's own and as the one that runs the wrapper.
@Suite("A tether", .serialized, .timeLimit(.minutes(2)))
struct TetherTests {
    static let shells = ["dash", "bash", "busybox sh", "mksh"]

    @Test("keeps output and exit status, and leaves no word of its own", arguments: shells)
    func keeps(_ shell: String) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            try await TetherTrial.with(fleet) { trial in
                let tether = TetherTrial.tether(shell: shell)
                let seven = try await trial.run("echo out; echo err >&2; exit 7", under: tether)
                #expect(seven.output == "out\n" && seven.errors == "err\n")
                #expect(seven.end == .ended(status: 7, leftovers: .none, isSeenEmpty: false))
                #expect(seven.exit == .status(7))
                let zero = try await trial.run("echo \"it's\" 'a  b'; cat", under: tether)
                #expect(zero.output == "it's a  b\n" && zero.errors.isEmpty)
                #expect(zero.end == .ended(status: 0, leftovers: .none, isSeenEmpty: false))
                let shot = try await trial.run("kill -USR1 $$", under: tether)
                #expect(shot.errors.isEmpty && shot.end == .ended(status: 138, leftovers: .none, isSeenEmpty: false))
                // Not even the watcher's reader is left, though the connection stays.
                try await eventually("end of the tethers") {
                    !fleet.remoteProcesses().contains { $0.arguments.contains("dd") }
                }
                guard case .started(_, isOwn: true, hasLease: true) = zero.marks.first else {
                    Issue.record("\(zero.marks)")
                    return
                }
            }
        }
    }

    @Test("sees the end of a step that is over at once, every time", arguments: shells)
    func overAtOnce(_ shell: String) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            try await TetherTrial.with(fleet) { trial in
                for round in 1...TortureSize.of(40, torture: 1000) {
                    let said = try await trial.run(":", under: TetherTrial.tether(shell: shell))
                    #expect(said.end == .ended(status: 0, leftovers: .none, isSeenEmpty: false), "round \(round)")
                }
            }
        }
    }

    @Test("starts the step with no signal ignored that a terminal sends", arguments: shells)
    func signals(_ shell: String) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            try await TetherTrial.with(fleet) { trial in
                // HUP, INT, QUIT, PIPE and TERM: the tether ignores them itself.
                let said = try await trial.run("grep SigIgn /proc/self/status", under: TetherTrial.tether(shell: shell))
                let mask = said.output.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) }
                #expect(mask.map { $0 & 0x5007 } == 0, "\(said)")
            }
        }
    }

    @Test("ends the step and its children at the end of its input", arguments: shells)
    func endOfInput(_ shell: String) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            try await TetherTrial.with(fleet) { trial in
                let said = try await trial.run(
                    "sleep 64001 & (sleep 64001; :) & echo up; sleep 64001",
                    under: TetherTrial.tether(shell: shell)
                ) { try await $0.sendEOF() }
                #expect(said.end == .ended(status: 143, leftovers: .terminated, isSeenEmpty: true), "\(said)")
                #expect(said.errors.isEmpty)
                #expect(fleet.sleeping(64001) == 0)
            }
        }
    }

    @Test(
        "ends what left the step's group too, and says that nothing is left, on a quiet node and in a crowd",
        arguments: shells,
        [0, 100_000]
    )
    func escaped(_ shell: String, _ crowd: Int) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            try await TetherTrial.with(fleet) { trial in
                var tether = TetherTrial.tether(shell: shell)
                tether.crowd = crowd
                // One that ends by TERM with a child of its own, and one that only KILL ends.
                let mild = "setsid sh -c 'setsid sleep 64008 & sleep 64008; :' </dev/null >/dev/null 2>&1 &"
                let ended = try await trial.run("\(mild) sleep 0.2; echo up; sleep 64008", under: tether) {
                    try await eventually("sleeps") { fleet.sleeping(64008) == 3 }
                    try await $0.sendEOF()
                }
                #expect(ended.endStatus == 143 && ended.isSeenEmpty, "\(ended)")
                #expect(fleet.sleeping(64008) == 0)
                let deaf = "setsid sh -c \"trap '' TERM; sleep 64009; sleep 64009\" </dev/null >/dev/null 2>&1 &"
                let killed = try await trial.run("\(deaf) sleep 0.2; echo up; sleep 64009", under: tether) {
                    try await eventually("sleeps") { fleet.sleeping(64009) == 2 }
                    try await $0.sendEOF()
                }
                #expect(killed.end == .ended(status: 143, leftovers: .killed, isSeenEmpty: true), "\(killed)")
                #expect(fleet.sleeping(64009) == 0)
            }
        }
    }

    @Test("kills what ignores TERM at the grace: the step, or a child that it leaves", arguments: shells)
    func stubborn(_ shell: String) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            try await TetherTrial.with(fleet) { trial in
                let tether = TetherTrial.tether(shell: shell)
                let step = try await trial.run("trap '' TERM HUP; echo up; sleep 64002; sleep 64002", under: tether) {
                    try await $0.sendEOF()
                }
                #expect(step.end == .ended(status: 137, leftovers: .killed, isSeenEmpty: true), "\(step)")
                let child = try await trial.run("(trap '' TERM; echo up; sleep 64002) & wait", under: tether) {
                    try await $0.sendEOF()
                }
                #expect(child.end == .ended(status: 143, leftovers: .killed, isSeenEmpty: true), "\(child)")
                #expect(fleet.sleeping(64002) == 0)
            }
        }
    }

    @Test(
        "ends what a step leaves in its group, and a look ends what left it, on a quiet node and in a crowd",
        arguments: shells,
        [0, 100_000]
    )
    func leftovers(_ shell: String, _ crowd: Int) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            try await TetherTrial.with(fleet) { trial in
                var tether = TetherTrial.tether(shell: shell)
                tether.crowd = crowd
                let said = try await trial.run(
                    "sleep 64003 >/dev/null 2>&1 & setsid sh -c 'setsid sleep 64004 & :' >/dev/null 2>&1 </dev/null; echo up",
                    under: tether
                )
                #expect(said.end == .ended(status: 0, leftovers: .terminated, isSeenEmpty: false), "\(said)")
                #expect(fleet.sleeping(64003) == 0)
                #expect(fleet.sleeping(64004) == 1)
                guard case .started(let group, _, _) = said.marks.first else {
                    Issue.record("\(said.marks)")
                    return
                }
                let clock = ContinuousClock()
                func look() async -> Remains {
                    await Remains.end(of: tether, group: group, over: trial.session, within: .seconds(10), on: clock)
                }
                #expect(await look() == .clear(.terminated))
                #expect(fleet.sleeping(64004) == 0)
                #expect(await look() == .clear(.none))
            }
        }
    }

    @Test("In a crowd a look reads nothing of what has its parents still", arguments: shells)
    func crowd(_ shell: String) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            try await TetherTrial.with(fleet) { trial in
                var tether = TetherTrial.tether(shell: shell)
                let mark = "TRAWL_STEP=\(tether.token.text)"
                try await trial.session.withCommand("\(mark) sh -c 'echo up; exec sleep 64007'") { command in
                    _ = try await command.nextOutput()
                    let clock = ContinuousClock()
                    tether.crowd = 0
                    let crowded = tether
                    #expect(
                        await Remains.end(of: crowded, group: nil, over: trial.session, within: .seconds(10), on: clock)
                            == .clear(.none)
                    )
                    #expect(fleet.sleeping(64007) == 1)
                    tether.crowd = 100_000
                    let quiet = tether
                    #expect(
                        await Remains.end(of: quiet, group: nil, over: trial.session, within: .seconds(10), on: clock)
                            == .clear(.terminated)
                    )
                    #expect(fleet.sleeping(64007) == 0)
                }
            }
        }
    }

    @Test("lets silence end the step, and heartbeats keep it", arguments: shells)
    func lease(_ shell: String) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            try await TetherTrial.with(fleet) { trial in
                let tether = TetherTrial.tether(shell: shell, lease: 2)
                let clock = ContinuousClock()
                var silentSince = clock.now
                let said = try await trial.run("echo up; sleep 64005", under: tether) { command in
                    // The lease runs on the node's own clock, so that only real time can show that heartbeats keep it.
                    for _ in 0..<8 {
                        try await clock.sleep(for: .milliseconds(500))
                        try await command.write(Tether.heartbeat)
                    }
                    #expect(fleet.sleeping(64005) >= 1)
                    silentSince = clock.now
                }
                #expect(said.endStatus == 143, "\(said)")
                #expect(clock.now - silentSince > .milliseconds(1500))
            }
        }
    }

    @Test(
        "works with what a poor node has",
        arguments: ["setsid", "timeout", "setsid timeout", "setsid timeout sleep", "grep"]
    )
    func poor(_ missing: String) async throws {
        try await TemporaryFolder.with("bin") { bin in
            let without = Set(missing.split(separator: " ").map(String.init))
            for tool in ["sh", "sleep", "grep", "dd", "ps", "cat", "setsid", "timeout"] where !without.contains(tool) {
                let found = try await ChildProcess.run("sh", ["-c", "command -v \(tool)"])
                try FileManager.default.createSymbolicLink(
                    atPath: bin.file(tool).path,
                    withDestinationPath: found.output.trimmingCharacters(in: .whitespacesAndNewlines)
                )
            }
            // The account's PATH is this folder alone; `sleep` that is missing is whole seconds in a real poor node.
            if without.contains("sleep") {
                try bin.write(
                    "#!/bin/sh\ncase $1 in *.*) exit 1;; esac\nexec /bin/sleep \"$1\"\n",
                    to: "sleep",
                    permissions: 0o755
                )
            }
            let shell = "/usr/bin/env PATH=\(bin.path) /bin/sh"
            try await LoopbackFleet.with(.init(shell: shell)) { fleet in
                try await TetherTrial.with(fleet) { trial in
                    let tether = TetherTrial.tether()
                    let said = try await trial.run("echo up; exit 3", under: tether)
                    #expect(said.output == "up\n" && said.errors.isEmpty, "\(said)")
                    #expect(said.end == .ended(status: 3, leftovers: .none, isSeenEmpty: false))
                    guard case .started(_, let isOwn, let hasLease) = said.marks.first else {
                        Issue.record("\(said)")
                        return
                    }
                    #expect(isOwn == !without.contains("setsid"))
                    #expect(hasLease == !without.contains("timeout"))
                    let ended = try await trial.run("sleep 64006 & echo up; sleep 64006", under: tether) {
                        try await $0.sendEOF()
                    }
                    #expect(ended.errors.isEmpty, "\(ended)")
                    // Without a group of the step's own, or without grep(1), nobody at the node can say it.
                    #expect(ended.isSeenEmpty == (isOwn && !without.contains("grep")), "\(ended)")
                    try await eventually("end") { fleet.sleeping(64006) == 0 }
                }
            }
        }
    }
}

extension LoopbackFleet {
    /// How many `sleep` of this many seconds run on the nodes.
    fileprivate func sleeping(_ seconds: Int) -> Int {
        remoteProcesses().count { $0.commandLine == "sleep \(seconds)" }
    }
}
