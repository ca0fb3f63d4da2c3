import Foundation
import Logging
import StrictYAML
import Testing
import TrawlServer
import TrawlTestKit

@Suite("A server's settings: file, environment and flags, in order of growing weight")
struct ServerSettingsTests {
    @Test("Each source goes over the one before it, key by key")
    func weight() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("listen: {port: 1}\nrun: {concurrency: 2}\nlimits: {body: 2MiB}\n", to: "trawl.yaml")
            let file = folder.file("trawl.yaml").path
            let environment = ["TRAWL_LISTEN_PORT": "3", "TRAWL_RUN_CONCURRENCY": "4", "TRAWL_LOG_LEVEL": ""]
            let read = try configuration(file, environment, [.listenPort: ["5"]])
            #expect(read.listen.port == 5)
            #expect(read.concurrency == 4)
            #expect(read.limits.body == 2 << 20)
            #expect(read.logLevel == .info)
            #expect(read.jobConcurrency == 4, "no job has more nodes at once than all have together")
        }
    }

    @Test("The file of the project says of every key what holds without it")
    func documentedFile() throws {
        let path = ProjectFolder.file("config/trawl.yaml").path
        let documented = try configuration(path, [:], [:])
        let standard = try configuration(nil, [:], [:])
        #expect(documented.listen == standard.listen)
        #expect(documented.limits == standard.limits)
        #expect(documented.concurrency == standard.concurrency)
        #expect(documented.jobConcurrency == standard.jobConcurrency)
        #expect(documented.shutdownGrace == standard.shutdownGrace)
        #expect(documented.diskFloor == standard.diskFloor)
        #expect(documented.retention == standard.retention)
        #expect(documented.logFormat == standard.logFormat)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for setting in ServerSetting.allCases {
            let written = setting.standard.map { "  \(setting.field): \($0)" } ?? "  # \(setting.field): "
            #expect(text.contains("\n\(written)"), "\(setting.rawValue) is not in config/trawl.yaml as it holds")
        }
    }

    @Test("A mistake in the file is told with its place, and what was meant")
    func mistakesInFile() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("listen:\n  prot: 1\nlimits: {body: 1}\nlog: {level: loud}\n", to: "trawl.yaml")
            let file = folder.file("trawl.yaml").path
            let faults = #expect(throws: YAMLFaults.self) { _ = try configuration(file, [:], [:]) }
            let text = try #require(faults).description
            #expect(text.contains("\(file):2:3: unknown field \"prot\"; did you mean \"port\"?"))
            #expect(text.contains("\(file):3:16: "))
            #expect(text.contains("\(file):4:14: one of trace, debug"))
        }
    }

    @Test(
        "A mistake elsewhere is told with its variable or flag",
        arguments: [
            (["TRAWL_LISTEN_PORT": "many"], [:], "TRAWL_LISTEN_PORT: a whole number"),
            (["TRAWL_RUN_SHUTDOWN_GRACE": "20"], [:], "TRAWL_RUN_SHUTDOWN_GRACE: a time"),
            ([:], [ServerSetting.bodyLimit: ["1"]], "--set limits.body: a size"),
            ([:], [ServerSetting.hostKey: ["strickt"]], "did you mean \"strict\"?"),
            ([:], [ServerSetting.tlsKey: ["/k"]], "listen.tls_certificate is missing"),
        ]
    )
    func mistakesElsewhere(environment: [String: String], flags: [ServerSetting: [String]], told: String) {
        let fault = #expect(throws: SettingsFault.self) { _ = try configuration(nil, environment, flags) }
        #expect(fault?.description.contains(told) == true, "\(fault?.description ?? "nothing")")
    }

    @Test("A variable that nobody knows is named, with the nearest that there is")
    func unknownVariables() throws {
        let others = ["TRAWL_URL"]
        let settings = Dictionary(uniqueKeysWithValues: ServerSetting.allCases.map { ($0.variable, "1") })
        try KnownVariables.check(settings.merging(["TRAWL_URL": "x", "PATH": "y"]) { $1 }, others: others)
        let fault = #expect(throws: SettingsFault.self) {
            try KnownVariables.check(["TRAWL_LISTEN_PROT": "", "TRAWL_ELSEWHERE": "1"], others: others)
        }
        #expect(
            fault?.description
                == "TRAWL_ELSEWHERE: there is no setting of this name\n"
                + "TRAWL_LISTEN_PROT: there is no setting of this name; did you mean \"TRAWL_LISTEN_PORT\"?"
        )
    }

    @Test("A job may ask for as many nodes at once as all jobs have, unless it is said otherwise")
    func jobConcurrency() throws {
        #expect(try configuration(nil, [:], [.concurrency: ["20"]]).jobConcurrency == 20)
        #expect(try configuration(nil, [:], [.concurrency: ["200"]]).jobConcurrencyLimit == 200)
        let limited = try configuration(nil, [:], [.jobConcurrencyLimit: ["7"]])
        #expect(limited.jobConcurrencyLimit == 7 && limited.jobConcurrency == 7)
        let fault = #expect(throws: SettingsFault.self) {
            _ = try configuration(nil, [:], [.jobConcurrencyLimit: ["7"], .jobConcurrency: ["8"]])
        }
        #expect(fault?.description == "--set run.job_concurrency: 8 is more than run.job_concurrency_limit, which is 7")
    }

    @Test("Lists come from the environment too")
    func lists() throws {
        let read = try configuration(nil, ["TRAWL_NODES_PROFILES": "a,/b"], [:])
        #expect(read.profileFolders == ["/here/a", "/b"])
    }

    @Test(
        "Beyond this machine there is TLS, or a word that somebody else does it",
        arguments: [
            ("127.0.0.1", true), ("127.1.2.3", true), ("::1", true), ("localhost", true), ("0.0.0.0", false),
            ("::", false), ("192.0.2.1", false), ("example.org", false), ("127.0.0.1.example.org", false),
        ]
    )
    func exposure(address: String, isLoopback: Bool) throws {
        let flags: [ServerSetting: [String]] = [.listenAddress: [address]]
        if isLoopback {
            #expect(try configuration(nil, [:], flags).listen.isLoopback)
        } else {
            #expect(throws: SettingsFault.self) { _ = try configuration(nil, [:], flags) }
            let proxied = try configuration(nil, [:], flags.merging([.behindProxy: ["true"]]) { $1 })
            #expect(!proxied.listen.isLoopback)
            let secured = flags.merging([.tlsCertificate: ["/c"], .tlsKey: ["/k"]]) { $1 }
            #expect(try configuration(nil, [:], secured).listen.tls?.certificate == "/c")
        }
    }

    private func configuration(
        _ file: String?,
        _ environment: [String: String],
        _ flags: [ServerSetting: [String]]
    ) throws -> ServerConfiguration {
        try ServerConfiguration(
            ServerSettings(file: file, environment: environment, flags: flags),
            absolute: { $0.hasPrefix("/") ? $0 : "/here/\($0)" },
            standardDataDirectory: "/data"
        )
    }
}
