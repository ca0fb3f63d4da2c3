@preconcurrency import Dispatch
import Glibc
import UnixSignals

/// Turns the process's signals into ``SessionSignal``s from now on.
enum SignalTrap {
    /// Until ``set(ownsTerminal:)``: whoever is interrupted before there is anything to end leaves at once, as interrupted.
    ///
    /// A signal that is ignored stays so, as nohup(1) and a shell's `&` want it.
    static func leaveAtOnce() {
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            signal(number) { _ in _exit(CommandStatus.interrupted.rawValue) }
        }
    }

    /// The signals as they come; nothing is lost between this call and the first look.
    ///
    /// A process that was told to outlive its terminal (nohup) keeps ignoring SIGHUP. SIGTSTP is taken only where
    /// `ownsTerminal`: elsewhere nothing has to be put back before a stop.
    static func set(ownsTerminal: Bool) async -> AsyncStream<SessionSignal> {
        var trapped: [UnixSignal] = [.sigint, .sigterm, .sigusr1]
        if !isIgnored(SIGHUP) { trapped.append(.sighup) }
        if ownsTerminal { trapped.append(.sigcont) }
        let arriving = await UnixSignalsSequence(trapping: trapped)
        let (stream, continuation) = AsyncStream<SessionSignal>.makeStream()
        let forwarding = Task {
            for await signal in arriving {
                switch signal {
                case .sigusr1: continuation.yield(.tellRunning)
                case .sigcont: continuation.yield(.resume)
                default: continuation.yield(.interrupt)
                }
            }
        }
        let stops = ownsTerminal ? stopSource { continuation.yield(.stop) } : nil
        continuation.onTermination = { _ in
            forwarding.cancel()
            stops?.cancel()
        }
        return stream
    }

    /// Stops the process as ^Z would have; returns when it goes on.
    static func stopProcess() {
        kill(getpid(), SIGSTOP)
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
    }

    private static func stopSource(_ handler: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: SIGTSTP, queue: .global())
        source.setEventHandler(handler: handler)
        source.resume()
        return source
    }
}
