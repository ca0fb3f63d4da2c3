import Foundation

/// diff(1), which says how two files differ.
struct DiffTool {
    /// A file, and what to call it.
    struct Side {
        let file: URL
        let label: String
    }

    private let program: URL

    /// Finds it.
    ///
    /// - Throws: ``CommandFailure`` where this machine has none.
    init(in environment: Environment) throws(CommandFailure) {
        let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        let path = folders.map { "\($0)/diff" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let path else {
            throw CommandFailure("there is no diff(1) here: install diffutils, or look at the groups with --group")
        }
        program = URL(fileURLWithPath: path)
    }

    /// Hands out how two files differ, as a unified diff in pieces; answers whether they do.
    ///
    /// Blocks until all of it was handed out.
    ///
    /// - Throws: ``CommandFailure`` where they could not be compared.
    func compare(_ old: Side, _ new: Side, _ take: (Data) -> Void) throws(CommandFailure) -> Bool {
        let process = Process()
        process.executableURL = program
        process.arguments = [
            "-u", "--label", old.label, "--label", new.label, "--", old.file.path, new.file.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
            while let piece = try output.fileHandleForReading.read(upToCount: 64 << 10), !piece.isEmpty { take(piece) }
        } catch {
            throw CommandFailure("\(program.path) cannot be run: \(error.localizedDescription)")
        }
        process.waitUntilExit()
        // diff(1): 0 for no difference, 1 for some, 2 for trouble, which it tells by itself.
        guard process.terminationReason == .exit, process.terminationStatus <= 1 else {
            throw CommandFailure("\(program.path) could not compare \(old.label) with \(new.label)")
        }
        return process.terminationStatus == 1
    }
}
