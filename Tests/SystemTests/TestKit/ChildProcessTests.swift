import Foundation
import Testing
import TrawlTestKit

@Suite("A child process under test")
struct ChildProcessTests {
    @Test("Status and both streams come back")
    func result() async throws {
        let done = try await ChildProcess.run("sh", ["-c", "echo out; echo err >&2; exit 7"])
        #expect(done.exit == .status(7))
        #expect(done.output == "out\n")
        #expect(done.errors == "err\n")
        #expect(!done.isSuccess)
    }

    @Test("Input is given and ended")
    func input() async throws {
        let text = String(repeating: "a line of text\n", count: 20_000)
        let done = try await ChildProcess.run("cat", input: .text(text))
        #expect(done.output == text)
        let none = try await ChildProcess.run("cat")
        #expect(none.output.isEmpty)
    }

    @Test("Environment and folder are what was asked for")
    func surroundings() async throws {
        try await TemporaryFolder.with { folder in
            let done = try await ChildProcess.run(
                "sh",
                ["-c", "pwd; echo $TRAWL_TEST"],
                environment: ["TRAWL_TEST": "here"],
                folder: folder.url
            )
            #expect(done.output == "\(folder.path)\nhere\n")
        }
    }

    @Test("A signal ends it, and only it")
    func signals() async throws {
        let child = try ChildProcess(
            "sh",
            ["-c", "trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 0.05; done"]
        )
        try await child.sees("ready\n")
        child.send(SIGINT)
        #expect(try await child.result().exit == .status(3))
        #expect(child.output == "ready\ncaught\n")
        child.send(SIGKILL)
        #expect(child.exit == .status(3))
    }

    @Test("It leads a session of its own, with no signal ignored")
    func session() async throws {
        let child = try ChildProcess(
            "sh",
            ["-c", "ps -o sid= -p $$; grep SigIgn /proc/self/status; read -r line"],
            input: .held
        )
        try await child.sees("SigIgn")
        #expect(child.output.contains("\(child.pid)\n"))
        // The two above 31 are the C library's own, and nobody can set them.
        let ignored = try #require(child.output.split(separator: "\t").last).trimmingCharacters(
            in: .whitespacesAndNewlines
        )
        #expect(UInt64(ignored, radix: 16).map { $0 & 0x7fff_ffff } == 0)
        child.closeInput()
        #expect(try await child.exit() == .status(1))
    }

    @Test("What it started and left behind does not hold up the result")
    func leftBehind() async throws {
        let done = try await ChildProcess.run("sh", ["-c", "setsid sh -c 'echo $$; exec sleep 60' & sleep 0.2"])
        #expect(done.isSuccess)
        let pid = try #require(Int32(done.output.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(RunningProcess(pid: pid)?.arguments == ["sleep", "60"])
        kill(pid, SIGKILL)
    }

    @Test("On a terminal it sees one of the size asked for")
    func terminal() async throws {
        let child = try ChildProcess(
            "sh",
            ["-c", "stty size; read -r line; echo got $line"],
            terminal: .init(rows: 20, columns: 50)
        )
        try await child.sees("20 50")
        child.type("hello\n")
        #expect(try await child.exit() == .status(0))
        try await child.sees("got hello")
    }

    @Test("The last reference gone, it is killed")
    func abandoned() async throws {
        let pid = try {
            try ChildProcess("sleep", ["3600"]).pid
        }()
        try await eventually("end of \(pid)") { RunningProcess(pid: pid) == nil }
    }

    @Test("What never comes is said, with what came instead")
    func neverComes() async throws {
        let child = try ChildProcess("echo", ["something else"])
        let failure = await #expect(throws: NeverHappened.self) { try await child.sees("something more") }
        #expect(failure?.what.contains("something else") == true)
    }

    @Test("A program that is not there is an error")
    func missing() {
        #expect(throws: SpawnFailed.self) { try ChildProcess("/nonexistent/program") }
    }
}
