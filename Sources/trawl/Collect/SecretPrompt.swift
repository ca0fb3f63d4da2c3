import Glibc
import SSHClient

/// Asks for a password or a passphrase on the controlling terminal, without showing what is typed.
///
/// It speaks to /dev/tty, so that standard input and output may be files.
enum SecretPrompt {
    /// What was typed; nil where there is no terminal, or the question was left by ^D.
    ///
    /// - Throws: ``CommandFailure`` as interrupted, for ^C.
    static func ask(_ question: String) throws(CommandFailure) -> Secret? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { return nil }
        var modes = before
        // ^C comes as a byte, not as a signal: the terminal must have its echo back before anything ends.
        modes.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        withUnsafeMutableBytes(of: &modes.c_cc) { controls in
            controls[Int(VMIN)] = 1
            controls[Int(VTIME)] = 0
        }
        tcsetattr(terminal, TCSAFLUSH, &modes)
        defer { tcsetattr(terminal, TCSAFLUSH, &before) }
        put(question, terminal)
        defer { put("\r\n", terminal) }
        return try line(from: terminal)
    }

    private static func line(from terminal: Int32) throws(CommandFailure) -> Secret? {
        var typed: [UInt8] = []
        defer { for place in typed.indices { typed[place] = 0 } }
        while true {
            var byte: UInt8 = 0
            let count = read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            switch byte {
            case 0x0A, 0x0D: return Secret(bytes: typed)
            case 0x03: throw CommandFailure("interrupted", status: .interrupted)
            case 0x04 where typed.isEmpty: return nil
            case 0x08, 0x7F:
                // A character of several bytes goes as a whole.
                while let last = typed.popLast(), last & 0xC0 == 0x80 {}
            case 0x15: typed.removeAll(keepingCapacity: true)
            case 0x00...0x1F: break
            default: typed.append(byte)
            }
        }
    }

    private static func put(_ text: String, _ terminal: Int32) {
        var text = text
        text.withUTF8 { bytes in _ = write(terminal, bytes.baseAddress, bytes.count) }
    }
}
