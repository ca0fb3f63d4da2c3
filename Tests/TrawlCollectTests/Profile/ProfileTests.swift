import Foundation
import StrictYAML
import Testing
import TrawlCollect

@Suite struct ProfileTests {
    @Test func fieldsThatAreLeftOutHaveTheirUsualValues() throws {
        let profile = try Profile(
            text: """
                name: web
                steps:
                  - name: nginx
                    run: journalctl -u nginx
                  - {name: disk, run: df, artifact: sys/disk.log, timeout: 1m30s, max_bytes: 1MiB, optional: true}
                """,
            named: "web.yaml"
        )
        #expect(profile.name == "web")
        #expect(
            profile.steps == [
                PlanStep(
                    name: "nginx",
                    run: "journalctl -u nginx",
                    artifact: "nginx.txt",
                    timeout: .seconds(60),
                    maxBytes: 64 << 20
                ),
                PlanStep(
                    name: "disk",
                    run: "df",
                    artifact: "sys/disk.log",
                    timeout: .seconds(90),
                    maxBytes: 1 << 20,
                    optional: true
                ),
            ]
        )
    }

    @Test(
        arguments: [
            ("", []), ("redact: none\n", []), ("redact: all\n", RedactionRule.allCases),
            ("redact: [token, jwt]\n", [.token, .jwt]),
        ]
    )
    func whatIsTakenOutIsInThePlan(_ line: String, _ rules: [RedactionRule]) throws {
        let profile = try Profile(text: "name: x\n\(line)steps:\n  - {name: a, run: a}\n", named: "p")
        #expect(profile.redact == rules)
        #expect(try Plan(json: profile.plan().json()) == profile.plan())
        #expect(try profile.plan().redact == rules)
    }

    @Test(
        arguments: [
            ("name: x\nsteps: []\n", "p:2:8: a profile needs at least one step"),
            (
                "name: x\nredact: [tokens]\nsteps:\n  - {name: a, run: a}\n",
                "p:2:10: one of password, token, private_key, cloud_key, jwt, url_credentials is meant here, "
                    + "and tokens was found; did you mean \"token\"?"
            ),
            ("steps:\n  - {name: a, run: a}\n", "p:1:1: the field \"name\" is missing"),
            (
                "name: x\nstep: 1\nsteps:\n  - {name: a, run: a}\n",
                "p:2:1: unknown field \"step\"; did you mean \"steps\"?"
            ),
            (
                "name: x\nsteps:\n  - {name: a, run: a, timout: 3s}\n",
                "p:3:23: unknown field \"timout\"; did you mean \"timeout\"?"
            ),
            (
                "name: x\nsteps:\n  - {name: a, run: a}\n  - {name: a, run: b}\n",
                "p:4:12: the step \"a\" is there already, at p:3:12"
            ),
            (
                "name: x\nsteps:\n  - {name: ../a, run: a}\n",
                "p:3:12: the step's name \"../a\" cannot be used: it has a path separator"
            ),
            (
                "name: x\nsteps:\n  - {name: a, run: a, artifact: ../b}\n",
                "p:3:33: the artifact \"../b\" cannot be used: it goes up by \"..\""
            ),
            (
                "name: x\nsteps:\n  - {name: a, run: a}\n  - {name: b, run: b, artifact: a.txt}\n",
                "p:4:33: the artifact \"a.txt\" meets another one's, at p:3:12"
            ),
            (
                "name: x\nsteps:\n  - {name: a, run: a}\n  - {name: b, run: b, artifact: a.txt.stderr}\n",
                "p:4:33: the artifact \"a.txt.stderr\" meets another one's, at p:3:12"
            ),
            (
                "name: x\nsteps:\n  - {name: a, run: a, artifact: a/b}\n  - {name: b, run: b, artifact: a}\n",
                "p:4:33: the artifact \"a\" meets another one's, at p:3:33"
            ),
            ("name: x\nsteps:\n  - {name: a, run: \" \"}\n", "p:3:20: the command cannot be run: it is empty"),
        ]
    )
    func everyMistakeIsToldAtItsPlace(_ text: String, _ message: String) {
        let faults = #expect(throws: YAMLFaults.self) { try Profile(text: text, named: "p") }
        #expect(faults?.description == message)
    }

    @Test func severalMistakesAreToldTogether() {
        let text = "name: x\nsteps:\n  - {name: a, run: a, timeout: 10}\n  - {run: b, max_bytes: -1B, optional: 1}\n"
        let faults = #expect(throws: YAMLFaults.self) { try Profile(text: text, named: "p") }
        #expect(faults?.faults.count == 4)
    }

    @Test func aPlanComesBackFromItsJSON() throws {
        let profile = try Profile(
            text: "name: x\nsteps:\n  - {name: a, run: \"echo 'ü' \\\"q\\\"\", timeout: 1500ms, optional: true}\n",
            named: "p"
        )
        #expect(try Plan(json: try profile.plan().json()) == profile.plan())
        let adHoc = try Plan(commands: ["uname -a", "df"])
        #expect(adHoc.name == Plan.adHoc)
        #expect(adHoc.steps.map(\.name) == ["command-1", "command-2"])
        #expect(adHoc.steps.map(\.timeout) == [nil, nil])
        #expect(adHoc.steps.map(\.maxBytes) == [4 << 30, 4 << 30])
        #expect(try Plan(json: try adHoc.json()) == adHoc)
    }

    @Test(arguments: ["", "{}", "{\"name\":\"x\",\"steps\":[]}", "[1]"])
    func whatIsNoPlanIsRefused(_ json: String) {
        #expect(throws: PlanFault.self) { try Plan(json: json) }
    }

    @Test(arguments: [[], [" \n"], ["ok", "a\0b"], [String(repeating: "x", count: 40_000)]])
    func commandsThatCannotBeRunAreRefused(_ commands: [String]) {
        #expect(throws: PlanFault.self) { try Plan(commands: commands) }
    }
}
