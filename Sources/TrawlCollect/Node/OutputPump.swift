import NIOCore
import SSHClient

/// Carries a step's output from its channel to its node's folder, and its tether's marks to the tether's state.
struct OutputPump: Sendable {
    let command: SSHCommand
    let folder: NodeFolder
    let tether: TetherState
    let token: StepToken
    /// Told of the bytes of each piece.
    let progress: @Sendable (Int) -> Void
    /// Told why nothing more is kept: the step's limit is reached, or the disk takes no more.
    let full: @Sendable (StepStop) -> Void

    /// How the pumping ended.
    struct End: Sendable {
        /// Why the connection gave no more; nil where both streams came to their end.
        var connection: SSHError?
        /// Why the disk took no more; nil where it took all.
        var disk: FolderError?
    }

    /// From this size on a piece is hashed and written while the next ones are read.
    private static let worthOverlapping = 64 * 1024
    /// How many pieces may be on their way to the disk; with the largest read it bounds a node's memory.
    private static let mostOnTheWay = 8

    /// Pumps until the end of both streams, until the channel is closed under it, or until it is cancelled.
    func run() async -> End {
        var end = End()
        var marks = TetherMarks(token: token)
        // In order: the folder's thread takes them as they were handed over.
        var writing: [Task<FolderError?, Never>] = []
        do {
            while let piece = try await command.nextOutput() {
                tether.noteTaken()
                defer { tether.noteKept() }
                let stream: NodeStream
                var bytes: ByteBuffer
                switch piece {
                case .stdout(let out): (stream, bytes) = (.stdout, out)
                case .stderr(let err):
                    let taken = marks.take(err)
                    for mark in taken.marks { tether.note(mark) }
                    (stream, bytes) = (.stderr, taken.own)
                }
                guard bytes.readableBytes > 0 else { continue }
                let isLarge = bytes.readableBytes >= Self.worthOverlapping
                await drain(&writing, leaving: isLarge ? Self.mostOnTheWay - 1 : 0, &end)
                progress(bytes.readableBytes)
                guard end.disk == nil else { continue }
                if isLarge {
                    writing.append(Task(executorPreference: folder.executor) { [bytes] in await keep(bytes, stream) })
                } else if let failure = await keep(bytes, stream) {
                    note(failure, in: &end)
                }
            }
        } catch let error as SSHError {
            end.connection = error
        } catch {
            end.connection = nil
        }
        await drain(&writing, leaving: 0, &end)
        let rest = marks.finish()
        if rest.readableBytes > 0, end.disk == nil, let failure = await keep(rest, .stderr) { note(failure, in: &end) }
        return end
    }

    /// Waits for the oldest writes until no more than so many are on their way.
    private func drain(_ writing: inout [Task<FolderError?, Never>], leaving count: Int, _ end: inout End) async {
        while writing.count > count {
            if let failure = await writing.removeFirst().value { note(failure, in: &end) }
        }
    }

    private func keep(_ bytes: ByteBuffer, _ stream: NodeStream) async -> FolderError? {
        do {
            if try await folder.write(bytes, to: stream) == .capped { full(.truncated) }
            return nil
        } catch {
            return error
        }
    }

    private func note(_ failure: FolderError, in end: inout End) {
        end.disk = end.disk ?? failure
        full(.unkept)
    }
}
