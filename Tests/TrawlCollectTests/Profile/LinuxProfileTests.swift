import Foundation
import Glibc
import Testing
import TrawlCollect

/// The profile that comes with trawl, run for real under every shell that is here.
@Suite struct LinuxProfileTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../config/profiles/linux.yaml").standardized.path

    static let shells: [[String]] = [["/bin/dash"], ["/bin/bash", "--posix"], ["/bin/busybox", "sh"], ["/bin/mksh"]]
        .filter { access($0[0], X_OK) == 0 }

    @Test(arguments: shells)
    func everyStepThatMustSucceedDoes(_ shell: [String]) throws {
        let profile = try Profile(file: Self.file)
        #expect(profile.name == "linux")
        for step in profile.steps {
            let check = try ShellRun(shell[0], shell.dropFirst() + ["-n", "-c", step.run])
            #expect(check.status == 0, "\(shell[0]) does not understand \(step.name)")
            let run = try ShellRun(shell[0], shell.dropFirst() + ["-c", step.run])
            #expect(run.output.count <= step.maxBytes)
            if !step.optional {
                #expect(run.status == 0, "\(step.name) under \(shell[0])")
                #expect(!run.output.isEmpty, "\(step.name) under \(shell[0])")
            }
        }
    }

    @Test func everyStepHasATimeOutAndALimitOfItsOwn() throws {
        let profile = try Profile(file: Self.file)
        #expect(profile.steps.count >= 15)
        for step in profile.steps {
            #expect((step.timeout ?? .seconds(3600)) <= .seconds(60))
            #expect(step.maxBytes <= 32 << 20)
        }
    }
}
