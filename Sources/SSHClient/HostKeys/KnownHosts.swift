/// The host keys that one or more known_hosts files hold (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
///
/// Parsed once and shared by all sessions of a run. Lines of plain names are found by a dictionary; lines with
/// wildcards, negation or hashed names are tried one by one for each question.
public struct KnownHosts: Sendable {
    /// The first lines that could not be read, up to 100 of them.
    public private(set) var warnings: [KnownHostsWarning] = []
    /// How many lines could not be read.
    public private(set) var unreadableLines = 0

    private var entries: [KnownHostsEntry] = []
    private var plain: [[UInt8]: [Int]] = [:]
    private var patterns: [(patterns: HostNamePatterns, entry: Int)] = []
    private var hashed: [(name: HashedHostName, entry: Int)] = []

    /// Knows no host.
    public init() {}

    /// Reads the files in order; a file that does not exist counts as empty.
    ///
    /// Lines that cannot be read are passed over and told in ``warnings``.
    ///
    /// - Throws: ``HostKeyError`` with `unreadableFile` where a file exists and cannot be read, or is larger than 64 MiB.
    public init(files: [String]) throws(HostKeyError) {
        for file in files {
            do throws(KnownHostsFile.Failure) {
                guard let content = try KnownHostsFile(path: file).read() else { continue }
                read(content, file: file)
            } catch {
                throw .unreadable(error)
            }
        }
    }

    /// Takes in the content of a file, behind what is known already.
    package mutating func read(_ content: [UInt8], file: String) {
        var number = 0
        var rest = content[...]
        while !rest.isEmpty {
            number += 1
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            read(line: rest[..<end], at: KnownHostsPlace(file: file, line: number))
            rest = rest[end...].dropFirst()
        }
    }

    private mutating func read(line: ArraySlice<UInt8>, at place: KnownHostsPlace) {
        do throws(KnownHostsLine.Unreadable) {
            if let line = try KnownHostsLine.read(line) { take(line, at: place) }
        } catch {
            unreadableLines += 1
            guard warnings.count < Self.mostWarnings else { return }
            warnings.append(KnownHostsWarning(place: place, reason: error.reason))
        }
    }

    /// Takes in the key of a server that was just stored.
    mutating func add(_ blob: HostKeyBlob, of name: HostKeyName, at place: KnownHostsPlace) {
        take(KnownHostsLine(marker: nil, names: .plain([name.bytes]), blob: blob), at: place)
    }

    private mutating func take(_ line: KnownHostsLine, at place: KnownHostsPlace) {
        let index = entries.count
        entries.append(KnownHostsEntry(marker: line.marker, key: KnownHostKey(place: place, blob: line.blob)))
        switch line.names {
        case .plain(let names): for name in Set(names) { plain[name, default: []].append(index) }
        case .patterns(let line): patterns.append((line, index))
        case .hashed(let name): hashed.append((name, index))
        }
    }

    /// Says what is known of the key that a server presented.
    ///
    /// - Parameters:
    ///   - host: The name under which the server was asked for, or its alias for host keys; not looked up, compared in
    ///     lower case.
    ///   - port: Where it listens; a server on another port than 22 is kept under a name of its own.
    ///   - key: The key as it went over the wire.
    /// - Returns: The verdict of all files together.
    /// - Throws: ``HostKeyError`` with `malformedKey` where the bytes are not a key.
    public func verdict(host: String, port: Int, key: [UInt8]) throws(HostKeyError) -> HostKeyVerdict {
        guard let blob = HostKeyBlob(key) else { throw .malformedKey(of: HostKeyName(host: host, port: port)) }
        return keys(host: host, port: port).verdict(for: blob)
    }

    /// The signature algorithms of the keys known for a server, in file order; empty where none is known.
    ///
    /// The handshake should ask for these first: only a key of these algorithms can be found known. An RSA key counts
    /// for `rsa-sha2-512`, `rsa-sha2-256` and `ssh-rsa`.
    public func algorithms(host: String, port: Int) -> [String] {
        keys(host: host, port: port).algorithms
    }

    /// Everything that is known of one server.
    package func keys(host: String, port: Int) -> KnownHostKeys {
        KnownHostKeys(
            own: entries(of: HostKeyName(host: host, port: port)),
            ofBareName: port == HostKeyName.usualPort
                ? [] : entries(of: HostKeyName(host: host, port: HostKeyName.usualPort))
        )
    }

    /// The lines that match a name, in file order.
    package func entries(of name: HostKeyName) -> [KnownHostsEntry] {
        var matches = plain[name.bytes] ?? []
        for (line, entry) in patterns where line.match(name) { matches.append(entry) }
        for (line, entry) in hashed where line.match(name) { matches.append(entry) }
        return matches.sorted().map { entries[$0] }
    }

    private static let mostWarnings = 100
}
