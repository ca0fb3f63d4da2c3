import Foundation
import Testing
import TrawlTestKit

@Suite("A loopback fleet of real sshd")
struct LoopbackFleetTests {
    @Test("OpenSSH's client signs in on any node, with the host key checked")
    func signsIn() async throws {
        try await LoopbackFleet.with { fleet in
            for node in [0, 1, 299] {
                let done = try await fleet.ssh("id -un; echo $SSH_CONNECTION; exit 5", node: node)
                #expect(done.exit == .status(5), "\(done.errors)")
                #expect(done.output.hasPrefix("\(fleet.user)\n"))
                #expect(done.output.hasSuffix(" \(LoopbackFleet.address(node)) \(fleet.port)\n"))
            }
        }
    }

    @Test("A key that is not authorized is refused")
    func stranger() async throws {
        try await LoopbackFleet.with { fleet in
            var arguments = fleet.sshArguments()
            arguments[3] = fleet.strangerKeyPath
            let done = try await ChildProcess.run("ssh", arguments + ["true"])
            #expect(done.exit == .status(255))
            #expect(done.errors.contains("Permission denied"))
        }
    }

    @Test("Further keys of every kind are accepted", arguments: ["ed25519", "ecdsa", "rsa"])
    func furtherKeys(_ kind: String) async throws {
        try await LoopbackFleet.with { fleet in
            var arguments = fleet.sshArguments()
            arguments[3] = try await fleet.addUserKey(kind)
            let done = try await ChildProcess.run("ssh", arguments + ["echo in"])
            #expect(done.output == "in\n", "\(done.errors)")
        }
    }

    @Test("Commands run under the shell asked for", arguments: ["dash", "bash", "busybox sh", "mksh"])
    func shells(_ shell: String) async throws {
        try await LoopbackFleet.with(.init(shell: shell)) { fleet in
            let done = try await fleet.ssh("readlink /proc/$$/exe; printf '%s|' 'a  b' \"$0\"")
            let program = try #require(shell.split(separator: " ").first)
            #expect(done.output.contains("/\(program)\n"))
            #expect(done.output.contains("a  b|"))
        }
    }

    @Test("Lines of configuration win over the fleet's own")
    func configuration() async throws {
        try await LoopbackFleet.with(.init(configuration: ["ForceCommand echo forced", "LogLevel DEBUG1"])) { fleet in
            let done = try await fleet.ssh("echo mine")
            #expect(done.output == "forced\n")
            let log = try String(contentsOfFile: fleet.logPath, encoding: .utf8)
            #expect(log.contains("debug1:"))
        }
    }

    @Test("Fleets that start together get ports and folders of their own")
    func parallel() async throws {
        let fleets = try await withThrowingTaskGroup(of: LoopbackFleet.self) { group in
            for _ in 0..<5 { group.addTask { try await LoopbackFleet.start() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(fleets.map(\.port)).count == 5)
        for fleet in fleets { try await fleet.stop() }
    }

    @Test("Stopping ends whatever runs on the nodes, and nothing else")
    func stops() async throws {
        let bystander = try ChildProcess("sleep", ["86401"])
        let fleet = try await LoopbackFleet.start()
        let stubborn = try ChildProcess(
            "ssh",
            fleet.sshArguments() + ["trap '' TERM HUP; echo up; sleep 86402 & wait; sleep 86402"]
        )
        let escaped = try ChildProcess(
            "ssh",
            fleet.sshArguments(node: 1) + ["setsid sleep 86403 </dev/null >/dev/null 2>&1 & echo up"]
        )
        try await stubborn.sees("up")
        try await escaped.sees("up")
        try await eventually("both sleeps") {
            fleet.remoteProcesses(matching: "86402").count >= 2 && fleet.remoteProcesses(matching: "86403").count == 1
        }
        #expect(RunningProcess(pid: fleet.pid)?.commandLine.contains("sshd") == true)
        try await fleet.stop()
        #expect(fleet.remoteProcesses().isEmpty)
        #expect(RunningProcess(pid: fleet.pid) == nil)
        #expect(!FileManager.default.fileExists(atPath: fleet.folder.path))
        #expect(bystander.exit == nil)
        try await fleet.stop()
    }

    @Test("A fleet that nobody stops ends with its last copy")
    func forgotten() async throws {
        let (pid, path) = try await {
            let fleet = try await LoopbackFleet.start()
            #expect(RunningProcess(pid: fleet.pid) != nil)
            return (fleet.pid, fleet.folder.path)
        }()
        try await eventually("end of the listener") { RunningProcess(pid: pid) == nil }
        try await eventually("end of the folder") { !FileManager.default.fileExists(atPath: path) }
    }

    @Test("A fleet that cannot start says why and leaves nothing")
    func failure() async throws {
        let failure = await #expect(throws: FleetFailed.self) {
            try await LoopbackFleet.start(.init(configuration: ["NoSuchSetting yes"]))
        }
        #expect(failure?.description.contains("NoSuchSetting") == true)
    }
}
