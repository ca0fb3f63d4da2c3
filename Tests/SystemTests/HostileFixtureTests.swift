import Foundation
import Testing

/// The misbehaving servers of `fixtures/hostile` misbehave as they say; other tests lean on that.
@Suite struct HostileFixtureTests {
    @Test(arguments: ["CheckHostile", "CheckProxy"]) func misbehaves(_ check: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("fixtures/hostile")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-B", folder.appendingPathComponent("check.py").path, check]
        let report = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardError = report
        try process.run()
        let text = String(decoding: report.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        // A check that found nothing to run has seen nothing.
        #expect(text.contains("Ran ") && !text.contains("Ran 0 tests"), "\(text)")
    }
}
