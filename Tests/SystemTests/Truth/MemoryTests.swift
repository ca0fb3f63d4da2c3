import Foundation
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("Huge output costs no memory")
    struct MemoryTests {
        @Test("What a node sends is on the disk, not in memory", .timeLimit(.minutes(5)))
        func flat() async throws {
            try await TrawlAtWork.with(nodes: 1) { work in
                let mebibytes = TortureSize.of(300, torture: 3000)
                let size = mebibytes << 20
                // The second step holds trawl until it has been looked at.
                let child = try work.collect(
                    "all",
                    [
                        "--command", "head -c \(size) /dev/zero", "--command", "echo sent; exec sleep 604850",
                        "--progress",
                        "none",
                    ]
                )
                try await work.runs("sleep 604850", on: 1, within: .seconds(120))
                let peak = try #require(Self.peakMemory(of: child.pid))
                #expect(peak < 120 << 10, "trawl's peak was \(peak) KiB while \(mebibytes) MiB came")
                let file = try await work.nodeFolder("node01").appending(path: "artifacts/command-1.txt").path
                #expect(try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int == size)
                child.send(SIGINT)
                #expect(try await child.exit() == .status(130))
            }
        }

        /// The largest that its resident memory ever was, in KiB.
        private static func peakMemory(of pid: Int32) -> Int? {
            guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            return line.flatMap { Int($0.filter(\.isNumber)) }
        }
    }
}
