import ArgumentParser
import NIOCore
import TrawlCollect
import TrawlDomain

/// The command `trawl bundle`.
struct Bundle: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Pack everything that a job collected into one file.",
        discussion: """
            The file is there once it is whole. A job that still runs gives what there is.

              trawl bundle last
              trawl bundle last -o logs.zip
              trawl bundle last -o - --format tar.gz | ssh elsewhere 'cat > logs.tar.gz'
            """
    )

    @Argument(help: ArgumentHelp("The job: its id, a beginning that no other has, or last.", valueName: "job"))
    var reference: JobReference

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file to write; - is standard output (default: trawl-JOB.tar.zst, here).",
            valueName: "file"
        ),
        completion: .file()
    )
    var output: String?

    @Option(help: "What to pack it as; else what the file's name says, else tar.zst.")
    var format: BundleFormatArgument?

    @OptionGroup var place: PlaceOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let packed = format?.format ?? BundleFormatArgument(fileName: output ?? "")?.format ?? .tarZstandard
        if output == "-", context.console.isOutputTerminal {
            throw CommandFailure("an archive is nothing for a terminal: name a file with --output", status: .usage)
        }
        return try await place.use(in: context) { place in
            let job = try await reference.job(in: place.source)
            if output == "-" {
                try await place.source.bundle(of: job.id, as: packed) { piece in
                    piece.withUnsafeReadableBytes { context.console.outputBytes($0) }
                }
                return .success
            }
            let name = output ?? "trawl-\(job.id).\(packed.fileExtension)"
            let file = try NewFile(path: context.environment.absolute(name))
            do {
                try await place.source.bundle(of: job.id, as: packed) { try file.write($0.readableBytesView) }
                let size = try file.publish()
                context.console.complain("\(name): \(Figures.bytes(size))")
            } catch {
                file.discard()
                throw error
            }
            return .success
        }
    }
}
