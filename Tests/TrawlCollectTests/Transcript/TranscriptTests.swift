import Foundation
import Glibc
import NIOCore
import Testing
import TrawlCollect

@Suite struct TranscriptTests {
    /// The bytes of both streams as the transcript shows them.
    private func shown(_ path: String) throws -> String {
        let reader = TranscriptReader(path: path)
        var offset: Int64 = 0
        var text = ""
        while true {
            let page = try reader.read(from: offset)
            #expect(page.skipped == 0)
            for event in page.events where event.kind == .output { text += event.text }
            if page.nextOffset == offset { return text }
            offset = page.nextOffset
        }
    }

    @Test func anyBytesInAnyChunksComeBackAsUnicodeReadsThem() async throws {
        let fixture = try FolderFixture()
        let parts: [[UInt8]] = [
            Array("plain \"quoted\" back\\slash\t\u{1}\u{1B}[31m\u{7F}".utf8), Array("ü€😀\u{2028}".utf8), [0xFF],
            [0xC3],
            [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0x80],
            [0x0D],
        ]
        var random = SystemRandomNumberGenerator()
        for round in 0..<40 {
            let bytes = (0..<60).flatMap { _ in parts.randomElement(using: &random) ?? [] }
            let folder = try await fixture.open("n\(round)")
            try await folder.beginStep(step("s"))
            var rest = bytes[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(Int.random(in: 1...7, using: &random))
                _ = try await folder.write(ByteBuffer(bytes: chunk), to: .stdout)
                rest = rest.dropFirst(chunk.count)
            }
            try await folder.endStep(.exited(0))
            _ = try await folder.seal(failure: nil, verdict: nil)
            #expect(try shown("\(folder.path)/transcript.cast") == String(decoding: bytes, as: UTF8.self))
        }
        await fixture.disk.shutDown()
    }

    @Test func aBareLineFeedIsShownAsATerminalWouldHaveMadeIt() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("s"))
        for chunk in ["a\nb\r", "\nc\r\n", "\nd"] { _ = try await folder.write(ByteBuffer(string: chunk), to: .stdout) }
        try await folder.endStep(.exited(0))
        _ = try await folder.seal(failure: nil, verdict: nil)
        #expect(try shown("\(folder.path)/transcript.cast") == "a\r\nb\r\nc\r\n\r\nd")
        await fixture.disk.shutDown()
    }

    @Test func bothStreamsKeepTheirOwnCutCharacters() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("s"))
        _ = try await folder.write(ByteBuffer(bytes: [0xC3]), to: .stdout)
        _ = try await folder.write(ByteBuffer(bytes: [0xE2, 0x82]), to: .stderr)
        _ = try await folder.write(ByteBuffer(bytes: [0xBC]), to: .stdout)
        _ = try await folder.write(ByteBuffer(bytes: [0xAC]), to: .stderr)
        try await folder.endStep(.exited(0))
        _ = try await folder.seal(failure: nil, verdict: nil)
        #expect(try shown("\(folder.path)/transcript.cast") == "ü€")
        await fixture.disk.shutDown()
    }

    @Test(arguments: [(65_536, false), (65_537, true), (300_000, true)])
    func onlyTheBeginningOfAStepIsShown(_ size: Int, _ isCut: Bool) async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("big"))
        var rest = size
        while rest > 0 {
            _ = try await folder.write(ByteBuffer(repeating: 0x78, count: min(rest, 32 * 1024)), to: .stdout)
            rest -= 32 * 1024
        }
        try await folder.endStep(.exited(0))
        _ = try await folder.seal(failure: nil, verdict: nil)
        let path = "\(folder.path)/transcript.cast"
        #expect(try shown(path).utf8.count == min(size, 65_536))
        let markers = try TranscriptReader(path: path).read(from: 0).events.filter { $0.kind == .marker }.map(\.text)
        #expect(markers.contains("\(size) bytes in artifacts/big.txt") == isCut)
        #expect(markers.first == "step big")
        #expect(markers.suffix(2) == ["step big ended: exit 0 after 0.0 s", "sealed: succeeded"])
        await fixture.disk.shutDown()
    }

    @Test func timesComeFromTheClockThatWasGiven() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        fixture.clock.advance(by: .milliseconds(1001))
        try await folder.note(.note("begin"))
        fixture.clock.advance(by: .microseconds(61_000_042))
        try await folder.input("y\n")
        let page = try TranscriptReader(path: "\(folder.path)/transcript.cast").read(from: 0)
        #expect(page.events.map(\.time) == [.milliseconds(1001), .microseconds(62_001_042)])
        #expect(page.events.map(\.kind) == [.marker, .input])
        #expect(page.header?.startedAt == Date(timeIntervalSince1970: 1_800_000_000))
        #expect(page.header?.attempt == 1)
        await fixture.disk.shutDown()
    }

    @Test(.enabled(if: access("/usr/bin/asciinema", X_OK) == 0, "asciinema is not installed"))
    func asciinemaPlaysIt() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("s"))
        _ = try await folder.write(ByteBuffer(string: "hello \"wörld\"\nsecond\\line\n"), to: .stdout)
        _ = try await folder.write(ByteBuffer(bytes: [0xFF, 0x0A]), to: .stderr)
        try await folder.endStep(.exited(0))
        _ = try await folder.seal(failure: nil, verdict: nil)
        // It wants a terminal of its own, which script(1) gives it.
        let run = try ShellRun(
            "/usr/bin/script",
            ["-q", "-e", "-c", "asciinema cat '\(folder.path)/transcript.cast'", "/dev/null"],
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": fixture.scratch.path, "TERM": "xterm"]
        )
        #expect(run.status == 0)
        #expect(String(decoding: run.output, as: UTF8.self).contains("hello \"wörld\"\r\nsecond\\line\r\n\u{FFFD}\r\n"))
        await fixture.disk.shutDown()
    }
}
