/// Why a server's host key was not accepted, or known_hosts could not be used.
public struct HostKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, CaseIterable, Sendable {
        /// No key of the host is known, and the policy is strict.
        case unknown
        /// Other keys of the host are known than the one that it presented.
        case changed
        /// The key must never be accepted.
        case revoked
        /// What the server presented is not a key.
        case malformedKey
        /// A known_hosts file exists and cannot be read.
        case unreadableFile
        /// A new key could not be stored.
        case unwritableFile
    }

    /// What went wrong.
    public let code: Code
    /// One or two sentences for a person: the host, its key, the line at odds with it, and what to do.
    public let message: String
    /// The key that the server presented, as ssh-keygen prints its SHA-256.
    public let fingerprint: String?
    /// The line of known_hosts that decided it.
    public let place: KnownHostsPlace?

    /// The same as ``message``.
    public var description: String { message }

    private init(_ code: Code, _ message: String, fingerprint: String? = nil, place: KnownHostsPlace? = nil) {
        self.code = code
        self.message = message
        self.fingerprint = fingerprint
        self.place = place
    }
}

extension HostKeyError {
    static func unknown(_ presented: PresentedHostKey, files: [String]) -> HostKeyError {
        let places = files.isEmpty ? "any known_hosts file" : files.joined(separator: " or ")
        let scan = files.first.map { "add it with `\(presented.scanCommand) >> \(ShellWord($0))`, or " } ?? ""
        let message =
            "\(presented.name) is not a known host: it presented \(presented.key), and no key for it is in \(places). "
            + "If the key is the right one, \(scan)run with --host-key accept-new"
        return HostKeyError(.unknown, message, fingerprint: presented.blob.fingerprint)
    }

    static func changed(_ presented: PresentedHostKey, known: KnownHostKey) -> HostKeyError {
        let message =
            "the host key of \(presented.name) has changed: it presented \(presented.key), but \(known.place) holds "
            + "\(known.algorithm) \(known.fingerprint). Somebody may be posing as the host; if it was given a new key, "
            + "remove the old one with `\(presented.removeCommand(file: known.place.file))`"
        return HostKeyError(.changed, message, fingerprint: presented.blob.fingerprint, place: known.place)
    }

    static func revoked(_ presented: PresentedHostKey, by place: KnownHostsPlace) -> HostKeyError {
        let message =
            "\(presented.name) presented \(presented.key), which \(place) revokes. It is accepted under no policy: "
            + "give the host a new key"
        return HostKeyError(.revoked, message, fingerprint: presented.blob.fingerprint, place: place)
    }

    static func malformedKey(of name: HostKeyName) -> HostKeyError {
        HostKeyError(.malformedKey, "what \(name) presented as its host key is not a key")
    }

    static func unreadable(_ failure: KnownHostsFile.Failure) -> HostKeyError {
        HostKeyError(
            .unreadableFile,
            "the known_hosts file \(failure.path) cannot be read: \(failure.reason). "
                + "Make it readable, or name another with --known-hosts"
        )
    }

    static func unwritable(_ presented: PresentedHostKey, _ failure: KnownHostsFile.Failure) -> HostKeyError {
        HostKeyError(
            .unwritableFile,
            "the new key of \(presented.name), \(presented.key), cannot be stored in \(failure.path): "
                + "\(failure.reason). Make it writable, or name another with --known-hosts",
            fingerprint: presented.blob.fingerprint
        )
    }

    static func unwritableName(_ presented: PresentedHostKey) -> HostKeyError {
        HostKeyError(
            .unwritableFile,
            "the new key of \(presented.name), \(presented.key), cannot be stored: the name has characters with a "
                + "meaning of their own in known_hosts",
            fingerprint: presented.blob.fingerprint
        )
    }
}
