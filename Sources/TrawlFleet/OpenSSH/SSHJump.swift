/// Hosts on the way to another, as `ProxyJump` and the usual `ProxyCommand` name them.
enum SSHJump {
    /// The hosts of `[user@]host[:port]` with commas between, in the order of the way; nil where it is something else.
    static func hosts(_ text: String) -> [HostAddress]? {
        var hosts: [HostAddress] = []
        for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
            var address = piece
            if address.lowercased().hasPrefix("ssh://") { address = address.dropFirst("ssh://".count) }
            guard let host = try? HostAddress(String(address)), !host.host.hasPrefix("-"),
                !host.host.contains(where: \.isWhitespace)
            else { return nil }
            hosts.append(host)
        }
        return hosts
    }

    /// The jump that a command is which does nothing but hand the connection through, such as `ssh -W %h:%p user@gate`.
    static func hosts(ofCommand words: [String]) -> String? {
        // In ssh_config it is the rest of the line; quoted as a whole it is one word.
        let words = words.count == 1 ? words[0].split(separator: " ").map(String.init) : words
        guard let program = words.first, program == "ssh" || program.hasSuffix("/ssh") else { return nil }
        var user: String?
        var port: String?
        var host: String?
        var forwards = false
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            switch word {
            case "-W":
                guard let place = rest.popFirst(), place == "%h:%p" || place == "[%h]:%p" else { return nil }
                forwards = true
            case "-q", "-A", "-a", "-x", "-T", "-4", "-6", "-C": continue
            case "-l": user = rest.popFirst()
            case "-p": port = rest.popFirst()
            case _ where word.hasPrefix("-"): return nil
            default:
                if host != nil { return nil }
                host = word
            }
        }
        guard forwards, let host else { return nil }
        let name = (user.map { "\($0)@" } ?? "") + host + (port.map { ":\($0)" } ?? "")
        return Self.hosts(name) == nil ? nil : name
    }
}

extension HostAddress {
    /// The hosts of a way as `ProxyJump` has it, the nearest first; nil where the text is none.
    package static func way(_ text: String) -> [HostAddress]? { SSHJump.hosts(text) }
}
