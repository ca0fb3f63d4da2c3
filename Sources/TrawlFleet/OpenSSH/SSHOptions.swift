package import StrictYAML

/// What OpenSSH's client would do for one host, as far as it matters here; the first value of each option stands.
///
/// Values are as they are written; tokens and `~` are replaced when all is known.
package struct SSHOptions: Equatable, Sendable {
    /// Where an option that trawl cannot follow stands.
    package struct ProxyCommand: Equatable, Sendable {
        package let text: String
        package let location: SourceLocation
    }

    package enum Proxy: Equatable, Sendable {
        case none
        /// As `ProxyJump` has it: hosts with commas between.
        case jump(String)
        case command(ProxyCommand)
    }

    package var hostName: String?
    package var user: String?
    package var port: Int?
    package var identityFiles: [String] = []
    package var identityOrigin: SourceLocation?
    package var identitiesOnly: Bool?
    package var identityAgent: String?
    package var hostKeyAlias: String?
    package var userKnownHosts: [String]?
    package var globalKnownHosts: [String]?
    package var proxy: Proxy?
    /// In seconds.
    package var connectTimeout: Int?

    package init() {}

    /// Takes an option in where it matters here and nothing was said before.
    ///
    /// - Returns: what is wrong with it, for a person; nil where nothing is.
    mutating func take(_ keyword: String, _ arguments: [String], at location: SourceLocation) -> String? {
        switch keyword {
        case "hostname":
            if let name = arguments.first, let token = SSHTokens.unknown(in: name, known: ["h"]) {
                return "%\(token) means nothing here; %h is the name that was given"
            }
            return set(\.hostName, arguments)
        case "user": return set(\.user, arguments)
        case "port":
            guard arguments.count == 1, let port = Int(arguments[0]), (1...65_535).contains(port) else {
                return "a port is a number from 1 to 65535"
            }
            self.port = self.port ?? port
        case "identityfile":
            guard arguments.count == 1, !arguments[0].isEmpty else { return "one file is meant here" }
            identityOrigin = identityOrigin ?? location
            if !identityFiles.contains(arguments[0]), identityFiles.count < 100 { identityFiles.append(arguments[0]) }
        case "identitiesonly":
            guard arguments.count == 1, let flag = Self.flag(arguments[0]) else { return "yes or no is meant here" }
            identitiesOnly = identitiesOnly ?? flag
        case "identityagent": return set(\.identityAgent, arguments)
        case "hostkeyalias": return set(\.hostKeyAlias, arguments)
        case "userknownhostsfile":
            if arguments.isEmpty { return "a file is meant here" }
            userKnownHosts = userKnownHosts ?? arguments
        case "globalknownhostsfile":
            if arguments.isEmpty { return "a file is meant here" }
            globalKnownHosts = globalKnownHosts ?? arguments
        case "proxyjump":
            guard let jump = arguments.first else { return "a host is meant here" }
            if jump.lowercased() != "none", SSHJump.hosts(jump) == nil {
                return "\(jump.debugDescription) is no list of [user@]host[:port] with commas between"
            }
            proxy = proxy ?? (jump.lowercased() == "none" ? Proxy.none : .jump(jump))
        case "proxycommand":
            if arguments.isEmpty { return "a command is meant here" }
            if proxy == nil { proxy = Self.proxy(command: arguments, at: location) }
        case "connecttimeout":
            guard arguments.count == 1, let seconds = Self.seconds(arguments[0]) else {
                return "a time such as 10 or 1m is meant here"
            }
            // For OpenSSH `none` is as if nothing were said: a later line may say another.
            if arguments[0].lowercased() != "none" { connectTimeout = connectTimeout ?? seconds }
        default: break
        }
        return nil
    }

    private mutating func set(_ field: WritableKeyPath<SSHOptions, String?>, _ arguments: [String]) -> String? {
        guard arguments.count == 1, !arguments[0].isEmpty else { return "one word is meant here" }
        self[keyPath: field] = self[keyPath: field] ?? arguments[0]
        return nil
    }

    private static func proxy(command words: [String], at location: SourceLocation) -> Proxy {
        if words.count == 1, words[0].lowercased() == "none" { return .none }
        if let jump = SSHJump.hosts(ofCommand: words) { return .jump(jump) }
        return .command(ProxyCommand(text: words.joined(separator: " "), location: location))
    }

    private static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "yes", "true": true
        case "no", "false": false
        default: nil
        }
    }

    /// A time as sshd_config(5) writes it: `90`, `1m30s`.
    private static func seconds(_ text: String) -> Int? {
        if text.lowercased() == "none" { return 0 }
        var total = 0
        var rest = text[...]
        if rest.isEmpty { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard digits.count <= 9, let count = Int(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
            if let unit = rest.first {
                guard let factor = units[Character(unit.lowercased())] else { return nil }
                total += count * factor
                rest = rest.dropFirst()
            } else {
                total += count
            }
        }
        return min(total, Int(Int32.max))
    }
}
