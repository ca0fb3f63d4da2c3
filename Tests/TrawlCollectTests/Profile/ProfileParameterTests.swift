import StrictYAML
import Testing
import TrawlCollect

@Suite("Parameters of profiles")
struct ProfileParameterTests {
    private func profile(_ parameters: String, run: String = "cat \"$path\"") throws(YAMLFaults) -> Profile {
        try Profile(text: "name: app\nparameters:\n\(parameters)\nsteps:\n  - {name: a, run: '\(run)'}\n", named: "p")
    }

    @Test("A lone value is the default; a type, choices and a description can be said")
    func kinds() throws {
        let profile = try Profile(
            text: """
                name: app
                parameters:
                  path: /var/log/app
                  must:
                  lines: {type: integer, default: 500, description: At most so many}
                  full: {type: boolean, default: no-default-is-not-a-boolean}
                steps:
                  - {name: a, run: 'tail -n "$lines" ${path}/x "$must" $full'}
                """.replacing("no-default-is-not-a-boolean", with: "false"),
            named: "p"
        )
        #expect(
            profile.parameters == [
                ProfileParameter(name: "path", standard: "/var/log/app"), ProfileParameter(name: "must"),
                ProfileParameter(name: "lines", description: "At most so many", kind: .integer, standard: "500"),
                ProfileParameter(name: "full", kind: .boolean, standard: "false"),
            ]
        )
    }

    @Test(
        "Mistakes are told at their place",
        arguments: [
            ("  Path: x", "p:3:3: the name \"Path\" cannot be used: a parameter's name is a lower-case letter"),
            ("  path: {type: number}", "p:3:16: one of string, integer, boolean is meant here, and number was found"),
            (
                "  path: {type: integer, default: many}",
                "p:3:34: the default \"many\" cannot be used: it is not a whole number"
            ),
            (
                "  path: {choices: [a, b], default: c}",
                "p:3:36: the default \"c\" cannot be used: it is not one of a, b"
            ),
            ("  path: {type: boolean, choices: [a]}", "p:3:34: choices are texts, so no boolean"),
            ("  pat: x", "p:3:3: no step uses it; write \"$pat\" in a command"),
        ]
    )
    func mistakes(_ parameters: String, _ message: String) throws {
        let faults = #expect(throws: YAMLFaults.self) { try profile(parameters) }
        #expect(faults?.description.contains(message) == true, "\(faults?.description ?? "")")
    }

    @Test(
        "A value is one word of the node's shell, whatever it holds",
        arguments: [
            "/var/log/app", "two words", "it's", "$(touch /tmp/x)", "`id`", "a\nb", "\"; exit 7; \"", "", "*", "\\",
            "-n", "ü", "$path",
        ]
    )
    func quoting(_ value: String) throws {
        let plan = try profile("  path: x", run: "printf %s \"$path\"").plan(setting: ["path": value])
        let run = try ShellRun("/bin/sh", ["-c", plan.steps[0].run])
        #expect(String(decoding: run.output, as: UTF8.self) == value)
    }

    @Test("Only what a step uses is assigned in it; the default stands where nothing was given")
    func used() throws {
        let profile = try Profile(
            text: """
                name: app
                parameters: {one: a, two: b}
                steps:
                  - {name: x, run: echo $one $onerous}
                  - {name: y, run: 'echo ${two}'}
                  - {name: z, run: echo}
                """,
            named: "p"
        )
        let runs = try profile.plan(setting: ["two": "c"]).steps.map(\.run)
        #expect(runs == ["one='a'\necho $one $onerous", "two='c'\necho ${two}", "echo"])
    }

    @Test(
        "What cannot be used is told with the parameter's name",
        arguments: [
            (["paht": "x"], "the profile app has no parameter \"paht\"; did you mean \"path\"?"),
            ([:], "the profile app needs a value for path: --set path=VALUE"),
            (["path": "x\0y"], "the value \"x\\0y\" of the parameter path cannot be used: it has a NUL character"),
            (["path": String(repeating: "x", count: 4097)], "cannot be used: it is longer than 4096 bytes"),
        ]
    )
    func refused(_ given: [String: String], _ message: String) throws {
        let profile = try profile("  path:")
        let fault = #expect(throws: PlanFault.self) { try profile.plan(setting: given) }
        #expect(fault?.message.contains(message) == true, "\(fault?.message ?? "")")
    }
}
