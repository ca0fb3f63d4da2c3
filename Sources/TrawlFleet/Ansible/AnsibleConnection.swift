import StrictYAML

/// What an Ansible inventory's variables say of how one host is reached.
///
/// https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ssh_connection.html
struct AnsibleConnection {
    private let scope: AnsibleScope
    private(set) var address: String?
    private(set) var choices = ConnectionChoices()
    /// How Ansible reaches the host where that is not by SSH.
    private(set) var otherKind: String?
    /// Whether a password is given, which trawl leaves alone.
    private(set) var hasPassword = false
    private(set) var faults: [YAMLFault] = []
    private(set) var notes: [InventoryNote] = []

    init(_ scope: AnsibleScope) {
        self.scope = scope
        read()
    }

    private mutating func read() {
        if let kind = text(["ansible_connection"])?.text.split(separator: ".").last.map(String.init),
            !Self.overSSH.contains(kind)
        {
            otherKind = kind
            return
        }
        let first = arguments(["ansible_ssh_args"])
        let own = variables()
        let last = arguments(["ansible_ssh_common_args"]).over(arguments(["ansible_ssh_extra_args"]))
        choices = first.over(own).over(last)
        hasPassword = scope.value(anyOf: Self.passwords) != nil
    }

    private mutating func variables() -> ConnectionChoices {
        var choices = ConnectionChoices()
        if let (host, place) = text(["ansible_ssh_host", "ansible_host"]) { address = checked(host, place) }
        if let (user, place) = text(["ansible_ssh_user", "ansible_user"]) {
            if user.isEmpty || user.contains(where: { $0.isWhitespace || $0 == "@" }) {
                fault(place, "this cannot be a user's name")
            } else {
                choices.user = user
            }
        }
        if let (port, place) = text(["ansible_ssh_port", "ansible_port"]) {
            if let number = Int(port), (1...65_535).contains(number) {
                choices.port = number
            } else {
                fault(place, "a port is a number from 1 to 65535")
            }
        }
        if let (file, place) = text(["ansible_ssh_private_key_file", "ansible_private_key_file"]), !file.isEmpty {
            choices.identityFiles = [file]
            choices.identityOrigin = place.description
        }
        if let (seconds, place) = text(["ansible_ssh_timeout"]) {
            if let number = Int(seconds), (1...86_400).contains(number) {
                choices.connectTimeout = number
            } else {
                fault(place, "a time-out is a number of seconds")
            }
        }
        if let (flag, place) = text(["ansible_ssh_host_key_checking", "ansible_host_key_checking"]),
            ["false", "no", "0", "off"].contains(flag.lowercased())
        {
            note(place, "ansible_host_key_checking is not taken over; say it with --host-key, or accept the keys first")
        }
        return choices
    }

    private mutating func checked(_ host: String, _ place: SourceLocation) -> String? {
        let parsed = try? HostAddress(host)
        guard let parsed, parsed.user == nil, parsed.port == nil, NodeNameRules.fault(of: parsed.host) == nil else {
            fault(place, "this cannot be a host's address; user and port are variables of their own")
            return nil
        }
        return parsed.host
    }

    /// What the arguments of ssh in some variable say.
    private mutating func arguments(_ names: [String]) -> ConnectionChoices {
        guard let (text, place) = text(names) else { return ConnectionChoices() }
        let arguments = SSHArguments(text, at: place)
        for reason in arguments.faults { fault(place, reason) }
        for reason in arguments.notes { note(place, reason) }
        let options = arguments.options
        var choices = ConnectionChoices(
            user: options.user,
            port: options.port,
            knownHostsFiles: options.userKnownHosts?.filter { $0.lowercased() != "none" },
            hostKeyName: options.hostKeyAlias,
            connectTimeout: options.connectTimeout
        )
        if !options.identityFiles.isEmpty {
            choices.identityFiles = options.identityFiles
            choices.identityOrigin = place.description
        }
        switch options.proxy {
        case nil: break
        case .some(.none): choices.jump = []
        case .jump(let hosts):
            choices.jump = SSHJump.hosts(hosts)
        case .command:
            fault(place, "trawl runs no ProxyCommand but one like ssh -W %h:%p gate; write -o ProxyJump=…")
        }
        return choices
    }

    private mutating func text(_ names: [String]) -> (text: String, place: SourceLocation)? {
        guard let value = scope.value(anyOf: names) else { return nil }
        do {
            return (try scope.text(of: value), value.location)
        } catch {
            fault(value.location, "\(names.joined(separator: " or ")) cannot be used: \(error.reason)")
            return nil
        }
    }

    private mutating func fault(_ place: SourceLocation, _ message: String) {
        faults.append(YAMLFault(location: place, message: message))
    }

    private mutating func note(_ place: SourceLocation, _ message: String) {
        notes.append(InventoryNote(location: place, message: message))
    }

    /// The connection plugins that speak SSH.
    private static let overSSH: Set = ["ssh", "smart", "paramiko", "paramiko_ssh", "network_cli", "netconf", "libssh"]
    private static let passwords = [
        "ansible_password", "ansible_ssh_pass", "ansible_ssh_password", "ansible_become_password",
        "ansible_become_pass", "ansible_sudo_pass", "ansible_ssh_private_key_passphrase",
    ]
}
