import Glibc
import NIOConcurrencyHelpers

/// The input modes of the terminal that trawl reads keys from: single keys, unechoed, while a live view is shown.
///
/// Signals stay with the terminal's driver (^C, ^Z). ``restore()`` may be called from anywhere and any number of times.
final class TerminalModes: Sendable {
    private struct State {
        var saved: termios?
    }

    private let descriptor: Int32
    private let state = NIOLockedValueBox(State())

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Whether this process is the one that the terminal listens to; a process in the background must leave it alone.
    var isForeground: Bool { tcgetpgrp(descriptor) == getpgrp() }

    /// Takes single keys from now on; nothing happens in the background or where it is no terminal.
    func takeKeys() {
        guard isForeground else { return }
        state.withLockedValue { state in
            var modes = termios()
            guard state.saved == nil, tcgetattr(descriptor, &modes) == 0 else { return }
            state.saved = modes
            modes.c_lflag &= ~tcflag_t(ICANON | ECHO)
            // A read answers at once with what there is, which may be nothing.
            withUnsafeMutableBytes(of: &modes.c_cc) { controls in
                controls[Int(VMIN)] = 0
                controls[Int(VTIME)] = 0
            }
            tcsetattr(descriptor, TCSADRAIN, &modes)
        }
    }

    /// Gives the terminal back as it was found.
    func restore() {
        state.withLockedValue { state in
            guard var modes = state.saved else { return }
            state.saved = nil
            // In the background this would stop the process, and the shell has put its own modes in place anyway.
            if isForeground { tcsetattr(descriptor, TCSADRAIN, &modes) }
        }
    }

    /// The keys pressed since the last call; never waits.
    func keys() -> [UInt8] {
        guard isForeground, state.withLockedValue({ $0.saved != nil }) else { return [] }
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }
}
