import ArgumentParser
import Foundation
import TrawlCollect
import TrawlDomain
import TrawlServer

/// The command `trawl verify`.
struct Verify: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Hold a bundle, or a job's folder, against the manifests in it: say what differs.",
        discussion: """
            Each file's size and SHA-256 are compared with what was written down when its node was sealed. A file that is \
            missing, that no manifest names, or that differs ends it with exit status 1. Folders without a manifest, of \
            nodes that still run or were cut off, are named; nothing can be said of what is in them.

              trawl verify trawl-01KAJ.tar.zst
              trawl verify last
              trawl verify ./unpacked/trawl-01KAJ --json
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A bundle, or the folder of one that was unpacked; or a job of the data directory, as the other commands name it.",
            valueName: "bundle|folder|job"
        ),
        completion: .file()
    )
    var subject: String

    @OptionGroup var dataDirectory: DataDirectoryOption
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let path = try await path(context)
        let verification = try await ReadingThreads.lend { threads in
            try await threads.run { try Verifier.verify(path) }
        }
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: Document(verification)))
        } else {
            tell(verification, context)
        }
        return verification.isSound ? .success : .other
    }

    /// The file or folder that is meant; where there is none, the folder of a job.
    private func path(_ context: CommandContext) async throws -> String {
        let path = context.environment.absolute(subject)
        if FileManager.default.fileExists(atPath: path) { return path }
        guard !subject.contains("/"), let reference = JobReference(argument: subject) else {
            throw CommandFailure("there is no \(path)")
        }
        let jobs = LocalJobs(directory: try dataDirectory.directory(in: context.environment), context: context)
        let job = try await reference.job(in: jobs)
        let folder = jobs.folder(of: job.id)
        guard FileManager.default.fileExists(atPath: folder) else {
            throw CommandFailure("job \(job.id) left no files: none of its nodes was begun")
        }
        return folder
    }

    private func tell(_ verification: Verification, _ context: CommandContext) {
        let colour = output.coloursOutput(in: context)
        for fault in verification.faults {
            var line = StyledLine(EscapeSanitizer.line(fault.path), .bad)
            line.append(": \(EscapeSanitizer.line(fault.message))")
            context.console.printLine(line.drawn(colour: colour))
        }
        if !verification.unsealed.isEmpty {
            let names = verification.unsealed.map(EscapeSanitizer.line).joined(separator: ", ")
            context.console.complain("not sealed, so that nothing can be said of it: \(names)")
        }
        let counts =
            "\(Figures.count(verification.files, "file")) of \(Figures.count(verification.manifests, "manifest")), "
            + "\(Figures.bytes(verification.bytes)) read"
        if verification.isSound {
            context.console.printLine("ok: \(counts)")
        } else if verification.manifests == 0, verification.faults.isEmpty {
            context.console.complain("there is no manifest in it, and so nothing to hold it against")
        } else {
            context.console.complain(
                "\(Figures.count(verification.faults.count, "difference")); as they should be: \(counts)"
            )
        }
    }

    private struct Document: Encodable {
        var ok: Bool
        var manifests: Int
        var files: Int
        var bytes: Int64
        var faults: [Verification.Fault]
        var unsealed: [String]

        init(_ verification: Verification) {
            ok = verification.isSound
            manifests = verification.manifests
            files = verification.files
            bytes = verification.bytes
            faults = verification.faults
            unsealed = verification.unsealed
        }
    }
}
