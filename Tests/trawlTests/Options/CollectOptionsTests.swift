import ArgumentParser
import Testing
import TrawlDomain
import TrawlFleet

@testable import trawl

@Suite("The options of collect")
struct CollectOptionsTests {
    private func collect(_ arguments: String...) throws -> Collect {
        try #require(try Trawl.parseAsRoot(["collect", "web1", "--command", "uptime"] + arguments) as? Collect)
    }

    @Test func defaults() throws {
        let options = try collect().run.jobOptions(nodes: 40)
        #expect(options.concurrency == 50)
        #expect(options.nodeTimeout == .seconds(600))
        #expect(options.deadline == nil)
        #expect(options.retries == 0)
        #expect(options.maxFailures == nil)
    }

    @Test func everything() throws {
        let command = try collect(
            "--concurrency",
            "7",
            "--node-timeout",
            "1h30m",
            "--deadline",
            "90s",
            "--retries",
            "2",
            "--max-failures",
            "10%",
            "--name",
            "web logs",
            "--user",
            "root",
            "--port",
            "2222",
            "--identity",
            "a",
            "--identity",
            "b",
            "--known-hosts",
            "k",
            "--host-key",
            "accept-new",
            "--ask-password",
            "--json",
            "--no-progress",
            "--dry-run",
            "--write-failed",
            "f",
            "--data-dir",
            "d",
            "--inventory",
            "i",
            "--hosts-file",
            "-",
            "--command",
            "df"
        )
        let options = command.run.jobOptions(nodes: 41)
        #expect(options.concurrency == 7)
        #expect(options.nodeTimeout == .seconds(5400))
        #expect(options.deadline == .seconds(90))
        #expect(options.maxFailures == 5)
        #expect(command.connection.identities == ["a", "b"])
        #expect(command.connection.choices.hostKeyChecking == .acceptNew)
        #expect(command.work.commands == ["uptime", "df"])
        #expect(command.targets.hostsFile == "-")
    }

    @Test(
        "A share of the nodes is rounded up and never nothing",
        arguments: [("5", 5), ("10%", 4), ("1%", 1), ("0.5%", 1), ("100%", 40), ("12.6%", 6)]
    )
    func failureLimit(_ text: String, _ nodes: Int) {
        #expect(FailureLimit(argument: text)?.nodes(of: 40) == nodes)
    }

    @Test(arguments: ["0", "-1", "0%", "101%", "%", "", "five", "5 %", "nan%", "inf%", "1e1%", "0x1%", "+5%"])
    func failureLimitRefused(_ text: String) {
        #expect(FailureLimit(argument: text) == nil)
    }

    @Test(
        "What is wrong is said with what to write instead",
        arguments: [
            (["--command", "x", "--deadline", "10"], "write 10s for seconds"),
            (["--command", "x", "--node-timeout", "0s"], "longer than nothing"),
            (["--command", "x", "--node-timeout", "soon"], "write it like 500ms"),
            (["--command", "x", "--concurrency", "0"], "whole number from 1 to"),
            (["--command", "x", "--port", "65536"], "whole number from 1 to 65535"),
            (["--command", "x", "--host-key", "no"], "strict"),
            (["--command", "x", "--name", "a\nb"], "without control characters"),
            (["--command", "x", "--profile", "linux"], "not both"),
            (["--command", "  "], "--command number 1 is empty"),
            (["--command", "x", "--no-progress", "--progress", "tty"], "contradict"),
            ([], "give --profile or --command"),
        ]
    )
    func refused(_ arguments: [String], _ part: String) throws {
        let refusal: (message: String, status: Int32)?
        do {
            _ = try Trawl.parseAsRoot(["collect", "web1"] + arguments)
            refusal = nil
        } catch {
            refusal = (Trawl.message(for: error), Trawl.exitCode(for: error).rawValue)
        }
        let found = try #require(refusal)
        #expect(found.message.contains(part), "\(found.message)")
        #expect(found.status == CommandStatus.usage.rawValue)
    }

    @Test("Every command explains itself with an example")
    func helped() {
        for command in Trawl.configuration.subcommands {
            let leaves = command.configuration.subcommands.isEmpty ? [command] : command.configuration.subcommands
            for leaf in leaves {
                #expect(!leaf.configuration.abstract.isEmpty, "\(leaf)")
                #expect(leaf.configuration.discussion.contains("  trawl "), "\(leaf)")
            }
        }
    }

    @Test("Those that must end as interrupted from their first moment on are named as they are called")
    func runners() {
        #expect(
            Trawl.runners == [
                Collect._commandName, RunCommand._commandName, Retry._commandName, Watch._commandName,
            ]
        )
    }

    @Test func statuses() {
        #expect(CommandStatus(of: .succeeded).rawValue == 0)
        #expect(CommandStatus(of: .partial).rawValue == 3)
        #expect(CommandStatus(of: .failed).rawValue == 4)
    }
}
