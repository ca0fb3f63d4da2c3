import NIOCore
import SSHClient
import TrawlFleet

/// The keys, host-key books and agents of a run, read once and shared by all its nodes.
actor KeyRing {
    /// What a node is signed in with.
    struct Keys: Sendable {
        var credentials: [SSHCredential] = []
        var hostKeys: HostKeyBook
        /// Keys that could not be used, in words; worth saying where the rest was not enough.
        var unusable: [SSHKeyError] = []
        /// The same for each host on the way.
        var hops: [Hop] = []
    }

    /// A host on the way to nodes, and what it is signed in with.
    struct Hop: Sendable {
        let host: JumpHost
        let keys: Keys
    }

    private let group: any EventLoopGroup
    private let secrets: CollectSecrets
    private var keys: [String: Result<SSHPrivateKey, SSHKeyError>] = [:]
    private var books: [BookName: HostKeyBook] = [:]
    private var settings: [String: ConnectionSettings] = [:]
    private var rings: [ConnectionSettings: Keys] = [:]

    private struct BookName: Hashable {
        let files: [String]
        let checking: HostKeyChecking
    }

    init(group: any EventLoopGroup, secrets: CollectSecrets) {
        self.group = group
        self.secrets = secrets
        keys = secrets.keys.mapValues { .success($0) }
    }

    /// The settings that a target's `connection` holds, and the keys for them.
    ///
    /// - Throws: `DecodingError`, or `HostKeyError` where a known_hosts file cannot be read.
    func keys(for connection: String) throws -> (ConnectionSettings, Keys) {
        let found = try settings[connection] ?? ConnectionSettings(decoding: connection)
        settings[connection] = found
        if let ring = rings[found] { return (found, ring) }
        let ring = try gather(found)
        rings[found] = ring
        return (found, ring)
    }

    private func gather(_ settings: ConnectionSettings) throws -> Keys {
        var ring = Keys(hostKeys: try book(settings))
        for path in settings.identityFiles {
            switch key(at: path) {
            case .success(let key): ring.credentials.append(.key(key))
            case .failure(let error): ring.unusable.append(error)
            }
        }
        if let socket = settings.agentSocket {
            ring.credentials.append(.agent(SSHAgent(socketPath: socket, group: group)))
        }
        if let password = secrets.password { ring.credentials.append(.password(password)) }
        ring.hops = try (settings.jump ?? []).map { Hop(host: $0, keys: try gather($0.settings)) }
        return ring
    }

    private func key(at path: String) -> Result<SSHPrivateKey, SSHKeyError> {
        if let known = keys[path] { return known }
        let result = Result { () throws(SSHKeyError) in
            try SSHPrivateKey(contentsOf: path)
        }
        keys[path] = result
        return result
    }

    private func book(_ settings: ConnectionSettings) throws(HostKeyError) -> HostKeyBook {
        let name = BookName(files: settings.knownHostsFiles, checking: settings.hostKeyChecking)
        if let known = books[name] { return known }
        let book = try HostKeyBook(files: name.files, policy: HostKeyPolicy(name.checking))
        books[name] = book
        return book
    }
}

extension HostKeyPolicy {
    fileprivate init(_ checking: HostKeyChecking) {
        self =
            switch checking {
            case .strict: .strict
            case .acceptNew: .acceptNew
            case .off: .off
            }
    }
}
