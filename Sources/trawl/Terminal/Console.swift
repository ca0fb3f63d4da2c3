import Glibc

/// Where a command reads and writes: its three streams, and which of them are terminals.
struct Console: Sendable {
    /// Writes to standard output; what nobody reads any more is dropped.
    let output: @Sendable (String) -> Void
    /// Writes to standard error.
    let errors: @Sendable (String) -> Void
    /// Writes bytes to standard output as they are.
    let outputBytes: @Sendable (UnsafeRawBufferPointer) -> Void
    /// Everything that standard input holds.
    let readInput: @Sendable () -> [UInt8]
    /// One line of standard input, without its end; nil at the end of it.
    var readLine: @Sendable () -> String? = { Swift.readLine() }
    /// What keys are read from where it is a terminal.
    let inputDescriptor: Int32
    let isInputTerminal: Bool
    let isOutputTerminal: Bool
    let isErrorTerminal: Bool
    /// Columns and rows of the terminal behind standard error.
    let size: @Sendable () -> (columns: Int, rows: Int)

    static func ofProcess() -> Console {
        Console(
            output: { write($0, to: STDOUT_FILENO) },
            errors: { write($0, to: STDERR_FILENO) },
            outputBytes: { write($0, to: STDOUT_FILENO) },
            readInput: readInput,
            inputDescriptor: STDIN_FILENO,
            isInputTerminal: isatty(STDIN_FILENO) == 1,
            isOutputTerminal: isatty(STDOUT_FILENO) == 1,
            isErrorTerminal: isatty(STDERR_FILENO) == 1,
            size: { size(of: STDERR_FILENO) }
        )
    }

    func printLine(_ line: String) { output(line + "\n") }

    func complain(_ message: String) { errors("trawl: \(message)\n") }

    private static func size(of descriptor: Int32) -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// One `write` where the other side takes it whole; waits where the other side is slow and does not block.
    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let count = Glibc.write(descriptor, start, rest.count)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }

    /// At most 64 MiB: a million hosts take less.
    private static func readInput() -> [UInt8] {
        var taken: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 * 1024)
        while taken.count < 64 << 20 {
            let count = read(STDIN_FILENO, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            taken += part.prefix(count)
        }
        return taken
    }
}
