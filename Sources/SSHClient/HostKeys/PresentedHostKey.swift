/// A key as a server showed it, with the words in which a person is told of it.
struct PresentedHostKey: Sendable {
    let host: String
    let port: Int
    let blob: HostKeyBlob

    var name: HostKeyName { HostKeyName(host: host, port: port) }

    /// The key in a sentence: `ssh-ed25519 SHA256:…`.
    var key: String { "\(blob.algorithm) \(blob.fingerprint)" }

    /// The line of known_hosts that makes the key known.
    var line: String { "\(name) \(blob.text)" }

    /// The command that prints the server's keys as known_hosts lines.
    var scanCommand: String {
        "ssh-keyscan " + (port == HostKeyName.usualPort ? "" : "-p \(port) ") + ShellWord(host).description
    }

    /// The command that takes the server's lines out of a known_hosts file.
    func removeCommand(file: String) -> String {
        "ssh-keygen -R \(ShellWord(name.description)) -f \(ShellWord(file))"
    }
}
