package import Foundation
import Glibc

/// A real program under a test's control: its output is captured while it runs, its end is an event, signals reach it.
///
/// It leads a session of its own, so that a signal to it reaches neither the test runner nor what it started itself,
/// unless asked for. When the last reference goes, its input ends, and it is killed with its process group unless it was
/// to be left running.
package final class ChildProcess: Sendable {
    /// What the program reads on its standard input.
    package enum Input: Sendable {
        /// End of file at once.
        case nothing
        /// This, then end of file.
        case text(String)
        /// What ``ChildProcess/type(_:)`` sends, until ``ChildProcess/closeInput()``.
        case held
    }

    /// What it came to.
    package struct Result: Sendable {
        package let exit: ChildExit
        package let output: String
        package let errors: String

        /// Whether it exited with status 0.
        package var isSuccess: Bool { exit == .status(0) }
    }

    package enum Stream: Sendable {
        case output
        case errors
    }

    private struct State: Sendable {
        var exit: ChildExit?
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var openStreams: Int
        var input: Int32?
        var isAbandoned = false
    }

    package let pid: Int32
    private let state: Observed<State>
    private let isLeftRunning: Bool

    /// Starts a program, found by its path, or by its name in PATH.
    ///
    /// - Parameters:
    ///   - program: a path, or a name that is looked for in PATH.
    ///   - arguments: its words, without its own name.
    ///   - environment: what is added to, or replaced in, the test's own.
    ///   - input: what it reads; a terminal can always be typed at.
    ///   - folder: its working directory; nil for the test's own.
    ///   - terminal: runs it on a terminal of this size; both its streams are then in ``output``.
    ///   - leftRunning: does not kill it when the last reference goes.
    /// - Throws: ``SpawnFailed``.
    package init(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        input: Input = .nothing,
        folder: URL? = nil,
        terminal: ChildTerminal? = nil,
        leftRunning: Bool = false
    ) throws {
        var request = SpawnRequest(program: program, arguments: arguments)
        request.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        request.folder = folder?.path
        let started: SpawnRequest.Started
        if let terminal {
            started = try request.start(on: terminal)
        } else {
            started = try request.start(givenInput: { if case .nothing = input { false } else { true } }())
        }
        pid = started.pid
        isLeftRunning = leftRunning
        state = Observed(State(openStreams: started.outputs.count, input: started.input))
        Self.collectExit(of: pid, into: state)
        for (stream, descriptor) in started.outputs { Self.read(descriptor, as: stream, into: state) }
        if case .text(let text) = input {
            // A thread, because the program may read late or never, and a pipe is short.
            Thread.detachNewThread { [state] in
                Self.write(text, into: state)
                Self.closeInput(of: state)
            }
        }
    }

    deinit {
        if !isLeftRunning { kill() }
        Self.closeInput(of: state)
        state.change { $0.isAbandoned = true }
    }

    /// Runs a program to its end.
    ///
    /// - Throws: ``SpawnFailed``, ``NeverHappened`` when it runs longer than the limit; it is killed then.
    package static func run(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        input: Input = .nothing,
        folder: URL? = nil,
        within limit: Duration = .seconds(60)
    ) async throws -> Result {
        let child = try ChildProcess(program, arguments, environment: environment, input: input, folder: folder)
        // Its last reference must not go while it is waited for.
        defer { withExtendedLifetime(child) {} }
        return try await child.result(within: limit)
    }

    /// What it has written to standard output so far; on a terminal, everything.
    package var output: String { String(decoding: state.value.output, as: UTF8.self) }

    /// What it has written to standard error so far.
    package var errors: String { String(decoding: state.value.errors, as: UTF8.self) }

    /// How it ended; nil while it runs.
    package var exit: ChildExit? { state.value.exit }

    /// Waits for its end, and for the end of its output.
    ///
    /// Output that a process of its own still holds open is waited for one second more, then taken as it is.
    ///
    /// - Throws: ``NeverHappened``, `CancellationError`; the program runs on in both cases.
    package func result(within limit: Duration = .seconds(60)) async throws -> Result {
        let exit = try await exit(within: limit)
        do {
            try await state.wait(for: "end of output", within: .seconds(1)) { $0.openStreams == 0 ? () : nil }
        } catch is NeverHappened {}
        return Result(exit: exit, output: output, errors: errors)
    }

    /// Waits for its end alone.
    ///
    /// - Throws: ``NeverHappened``, `CancellationError`; the program runs on in both cases.
    package func exit(within limit: Duration = .seconds(60)) async throws -> ChildExit {
        try await state.wait(for: "end of process \(pid)", within: limit) { $0.exit }
    }

    /// Waits until a stream holds a text.
    ///
    /// - Throws: ``NeverHappened``, also when the program ends without it, with what was there instead.
    package func sees(_ text: String, on stream: Stream = .output, within limit: Duration = .seconds(30)) async throws {
        let wanted = Array(text.utf8)
        let isSeen = try await state.wait(for: "\"\(text)\" from process \(pid)", within: limit) { state -> Bool? in
            let bytes =
                switch stream {
                case .output: state.output
                case .errors: state.errors
                }
            if Data(bytes).range(of: Data(wanted)) != nil { return true }
            return state.exit != nil && state.openStreams == 0 ? false : nil
        }
        guard isSeen else {
            throw NeverHappened(what: "\"\(text)\" before the end (output: \(output), errors: \(errors))", limit: limit)
        }
    }

    /// Sends it a signal, or its whole process group; nothing once it has ended.
    package func send(_ signal: Int32, toGroup: Bool = false) {
        // Under the lock that the reaping takes: the number cannot have gone to somebody else.
        state.change { state in
            guard state.exit == nil else { return }
            _ = Glibc.kill(toGroup ? -pid : pid, signal)
        }
    }

    /// Whether it has a handler of its own for a signal now (`SigCgt` of proc(5)).
    package func catches(_ signal: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let caught = line.flatMap {
            UInt64($0.dropFirst("SigCgt:".count).trimmingCharacters(in: .whitespaces), radix: 16)
        }
        return (caught ?? 0) >> (signal - 1) & 1 == 1
    }

    /// Kills it with its process group.
    package func kill() {
        send(SIGKILL, toGroup: true)
    }

    /// Writes to its standard input, or types at its terminal.
    package func type(_ text: String) {
        Self.write(text, into: state)
    }

    /// Ends its standard input; a second time does nothing.
    package func closeInput() {
        Self.closeInput(of: state)
    }
}

// What runs on threads holds the state alone, so that the process can go while they block.
extension ChildProcess {
    private static func collectExit(of pid: Int32, into state: Observed<State>) {
        Thread.detachNewThread {
            var info = siginfo_t()
            while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) == -1, errno == EINTR {}
            state.change { state in
                var status: Int32 = 0
                while waitpid(pid, &status, 0) == -1, errno == EINTR {}
                state.exit = ChildExit(waitStatus: status)
            }
        }
    }

    private static func read(_ descriptor: Int32, as stream: Stream, into state: Observed<State>) {
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            while !state.value.isAbandoned {
                var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&ready, 1, 100) != 0 else { continue }
                let count = Glibc.read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                // A terminal whose other side is closed answers EIO.
                guard count > 0 else { break }
                state.change { state in
                    switch stream {
                    case .output: state.output += buffer[..<count]
                    case .errors: state.errors += buffer[..<count]
                    }
                }
            }
            close(descriptor)
            state.change { $0.openStreams -= 1 }
        }
    }

    private static func write(_ text: String, into state: Observed<State>) {
        guard let descriptor = state.value.input else { return }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func closeInput(of state: Observed<State>) {
        let descriptor = state.change { state in
            defer { state.input = nil }
            return state.input
        }
        if let descriptor { close(descriptor) }
    }
}
