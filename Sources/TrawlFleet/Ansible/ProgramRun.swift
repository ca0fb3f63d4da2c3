import Foundation
import Glibc

/// One run of a program, for what it prints.
struct ProgramRun {
    let path: String
    let arguments: [String]

    /// Why there is no output, as the rest of a sentence that begins with "the program".
    struct Failed: Error {
        let reason: String
    }

    /// Everything that it prints, at most 64 MiB; it is killed when the time is up.
    ///
    /// - Throws: ``Failed`` where it cannot be started, takes too long, prints too much, or exits with another status
    ///   than 0; what it said on standard error is in the reason.
    func output(until deadline: ContinuousClock.Instant) throws(Failed) -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        let ending = NSConditionLock(condition: Self.running)
        process.terminationHandler = { _ in
            ending.lock()
            ending.unlock(withCondition: Self.ended)
        }
        do {
            try process.run()
        } catch {
            throw Failed(reason: "cannot be started: \(error.localizedDescription)")
        }
        defer {
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
        var streams = [
            Stream(descriptor: output.fileHandleForReading.fileDescriptor),
            Stream(descriptor: errors.fileHandleForReading.fileDescriptor),
        ]
        while streams.contains(where: \.isOpen) {
            try wait(for: streams, until: deadline)
            for place in streams.indices where streams[place].isOpen { streams[place].read() }
            if streams[0].bytes.count > Self.limit { throw Failed(reason: "printed more than 64 MiB") }
        }
        // What it closed says that it is at its end; its end itself may need a moment.
        let left = max(.zero, ContinuousClock.now.duration(to: deadline))
        guard ending.lock(whenCondition: Self.ended, before: Date(timeIntervalSinceNow: left / .seconds(1))) else {
            throw Failed(reason: "did not end in time")
        }
        ending.unlock()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let how = process.terminationReason == .exit ? "exited with status" : "was ended by signal"
            throw Failed(reason: "\(how) \(process.terminationStatus)\(Self.said(streams[1].bytes))")
        }
        return streams[0].bytes
    }

    private func wait(for streams: [Stream], until deadline: ContinuousClock.Instant) throws(Failed) {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { throw Failed(reason: "took too long\(Self.said(streams[1].bytes))") }
        var ready = streams.filter(\.isOpen).map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        _ = poll(&ready, nfds_t(ready.count), Int32(min(left / .milliseconds(1), 1000)) + 1)
    }

    /// The end of what a program said on standard error, in one line.
    private static func said(_ bytes: Data) -> String {
        let text = String(decoding: bytes.suffix(600), as: UTF8.self)
        let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }.filter { !$0.isControl }).trimmed
        return line.isEmpty ? "" : ": \(line)"
    }

    private struct Stream {
        let descriptor: Int32
        var bytes = Data()
        var isOpen = true

        init(descriptor: Int32) {
            self.descriptor = descriptor
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }

        /// Takes what is there.
        mutating func read() {
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            while isOpen, bytes.count <= ProgramRun.limit {
                let count = Glibc.read(descriptor, &buffer, buffer.count)
                if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
                if count == 0 { isOpen = false }
                if count < 0 {
                    if errno == EINTR { continue }
                    if errno != EAGAIN { isOpen = false }
                    return
                }
            }
        }
    }

    private static let limit = 64 << 20
    // What the lock that is waited at says.
    private static let running = 0
    private static let ended = 1
}

extension Character {
    fileprivate var isControl: Bool {
        unicodeScalars.contains {
            $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
        }
    }
}
