import NIOPosix

/// Decides for all sessions of a run which host keys are accepted, and stores the new ones.
public actor HostKeyBook {
    /// What is done about keys that are not known.
    public nonisolated let policy: HostKeyPolicy
    /// The files that were read; new keys go to the first.
    public nonisolated let files: [String]

    private let clock: any Clock<Duration>
    private var hosts: KnownHosts
    /// What was found for a server, so that a session's two questions cost one search.
    private var found: [HostKeyName: KnownHostKeys] = [:]
    /// The new keys that the next write will take, and that write.
    private var waiting: [PresentedHostKey] = []
    private var nextWrite: Write?
    private var lastWrite: Write?
    /// The write that stores the first key of a host, until it is done.
    private var arriving: [HostKeyName: Write] = [:]

    private typealias Write = Task<KnownHostsFile.Failure?, Never>

    /// Reads known_hosts files; a file that does not exist counts as empty.
    ///
    /// Without any file, new keys are known until the book is gone.
    ///
    /// - Throws: ``HostKeyError`` with `unreadableFile` where a file exists and cannot be read.
    public init(
        files: [String],
        policy: HostKeyPolicy = .strict,
        clock: any Clock<Duration> = ContinuousClock()
    )
        throws(HostKeyError)
    {
        self.hosts = try KnownHosts(files: files)
        self.files = files
        self.policy = policy
        self.clock = clock
    }

    /// The lines of the files that could not be read, up to 100.
    public var warnings: [KnownHostsWarning] { hosts.warnings }

    /// The signature algorithms of the keys known for a server; see ``KnownHosts/algorithms(host:port:)``.
    public func algorithms(host: String, port: Int) -> [String] {
        keys(host: host, port: port).algorithms
    }

    /// Accepts the key that a server presented, or throws why not.
    ///
    /// Under ``HostKeyPolicy/acceptNew`` the first key of a host is on disk when this returns; when many sessions bring
    /// it at once it is stored once, and when they bring different keys all but the first are `changed`. A cancelled
    /// task waits for the write nevertheless, because other sessions wait for the same.
    ///
    /// - Parameters:
    ///   - host: The name under which the server was asked for, or its alias for host keys.
    ///   - port: Where it listens; 22 with an alias, which stands for itself.
    ///   - key: The key as it went over the wire.
    /// - Returns: Why the key was accepted.
    /// - Throws: ``HostKeyError``, with every code but `unreadableFile`.
    @discardableResult
    public func check(host: String, port: Int, key: [UInt8]) async throws(HostKeyError) -> HostKeyAcceptance {
        guard let blob = HostKeyBlob(key) else { throw .malformedKey(of: HostKeyName(host: host, port: port)) }
        let presented = PresentedHostKey(host: host, port: port, blob: blob)
        var hasStored = false
        // Once more after a write, which may have been that of another key.
        while true {
            switch keys(host: host, port: port).verdict(for: blob) {
            case .trusted: return hasStored ? .stored : .known
            case .revoked(let place): throw .revoked(presented, by: place)
            case .changed(let known):
                guard policy == .off else { throw .changed(presented, known: known) }
                return .unchecked
            case .unknown:
                switch policy {
                case .off: return .unchecked
                case .strict: throw .unknown(presented, files: files)
                case .acceptNew:
                    try await store(presented)
                    hasStored = true
                }
            }
        }
    }

    private func keys(host: String, port: Int) -> KnownHostKeys {
        let name = HostKeyName(host: host, port: port)
        if let keys = found[name] { return keys }
        let keys = hosts.keys(host: host, port: port)
        found[name] = keys
        return keys
    }

    private func store(_ presented: PresentedHostKey) async throws(HostKeyError) {
        guard presented.name.isWritable else { throw .unwritableName(presented) }
        let write = arriving[presented.name] ?? enlist(presented)
        if let failure = await write.value { throw .unwritable(presented, failure) }
    }

    /// Gives a new key to the next write, which begins when the one before it has ended and takes all that came until then.
    private func enlist(_ presented: PresentedHostKey) -> Write {
        let before = lastWrite
        let write =
            nextWrite
            ?? Write {
                _ = await before?.value
                return await self.writeWaiting()
            }
        waiting.append(presented)
        arriving[presented.name] = write
        nextWrite = write
        lastWrite = write
        return write
    }

    private func writeWaiting() async -> KnownHostsFile.Failure? {
        let batch = waiting
        waiting = []
        nextWrite = nil
        defer { for presented in batch { arriving[presented.name] = nil } }
        do throws(KnownHostsFile.Failure) {
            let firstLine = try await write(batch.map(\.line))
            for (offset, presented) in batch.enumerated() {
                let place = KnownHostsPlace(file: files.first ?? "the memory of this run", line: firstLine + offset)
                hosts.add(presented.blob, of: presented.name, at: place)
            }
            found = [:]
            return nil
        } catch {
            return error
        }
    }

    /// Appends lines to the first file and answers the number of the first; waits for another process up to 5 s.
    private func write(_ lines: [String]) async throws(KnownHostsFile.Failure) -> Int {
        guard let file = files.first.map(KnownHostsFile.init(path:)) else { return 1 }
        for _ in 0..<Self.mostTries {
            switch try await append(lines, to: file) {
            case .appended(let firstLine): return firstLine
            case .busy: try? await clock.sleep(for: Self.pause)
            }
        }
        throw KnownHostsFile.Failure(path: file.path, reason: "another process holds its lock")
    }

    private nonisolated func append(
        _ lines: [String],
        to file: KnownHostsFile
    ) async throws(KnownHostsFile.Failure)
        -> KnownHostsFile.Appending
    {
        let result = try? await NIOThreadPool.singleton.runIfActive {
            Result { () throws(KnownHostsFile.Failure) in try file.append(lines) }
        }
        guard let result else { throw KnownHostsFile.Failure(path: file.path, reason: "the thread pool is gone") }
        return try result.get()
    }

    private static let mostTries = 250
    private static let pause = Duration.milliseconds(20)
}
