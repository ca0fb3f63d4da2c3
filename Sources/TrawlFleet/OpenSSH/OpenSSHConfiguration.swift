package import StrictYAML

/// OpenSSH's client configuration: what `ssh` would do for a host (ssh_config(5)), as far as trawl does the same.
///
/// User, port, host name, keys, known hosts, the name of the host key, agent, jump hosts and the time for connecting
/// are taken from it. Commands are never run: a block under `Match exec` is passed over, and a `ProxyCommand` that does
/// not just hand the connection through a jump host is an error of the nodes that it is for. How host keys are checked
/// is trawl's own setting.
package struct OpenSSHConfiguration: Sendable {
    private let statements: [[SSHConfigStatement]]
    let account: LocalAccount
    /// What was passed over, and why.
    package let notes: [YAMLFault]
    /// The files that were looked at, whether they are there or not.
    package let files: [String]

    /// Reads files that stand at absolute paths, the strongest first; one that is not there is an empty one.
    ///
    /// Relative paths of Include are relative to the account's `~/.ssh`, but in a file in /etc to that file's folder.
    ///
    /// - Throws: `YAMLFaults` with each line that ssh would refuse.
    package init(files paths: [String], account: LocalAccount) throws(YAMLFaults) {
        var statements: [[SSHConfigStatement]] = []
        var faults: [YAMLFault] = []
        var notes: [YAMLFault] = []
        var files: [String] = []
        for path in paths {
            let isOfSystem = path.hasPrefix("/etc/")
            let folder = isOfSystem ? String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]) : "~/.ssh/"
            var reader = SSHConfigReader(account: account, folder: account.absolute(folder))
            statements.append(reader.statements(of: path))
            faults += reader.faults
            notes += reader.notes
            files += reader.files
        }
        if !faults.isEmpty { throw YAMLFaults(faults: faults) }
        self.statements = statements
        self.account = account
        self.notes = notes
        self.files = files
    }

    /// The files that `ssh` reads where nobody names another.
    package static func customaryFiles(of account: LocalAccount) -> [String] {
        [account.absolute("~/.ssh/config"), "/etc/ssh/ssh_config"]
    }

    /// What `ssh [-l USER] [-p PORT] HOST` would go by.
    package func options(for host: String, user: String? = nil, port: Int? = nil) -> SSHOptions {
        var options = SSHOptions()
        options.user = user
        options.port = port
        var reading = Reading(host: host, localUser: account.userName, options: options)
        for file in statements { reading.read(file) }
        if reading.wantsFinal {
            // All of it again, with the name that came out and now is said: what was said first still stands.
            let name = reading.hostName
            reading.finalName = name
            reading.options.hostName = name.replacing("%", with: "%%")
            for file in statements { reading.read(file) }
        }
        options = reading.options
        options.hostName = reading.hostName
        return options
    }

    /// One walk over the statements for one host.
    private struct Reading {
        let host: String
        let localUser: String
        /// The name for which everything is read again; nil in the first walk.
        var finalName: String?
        var wantsFinal = false
        var options: SSHOptions

        init(host: String, localUser: String, options: SSHOptions) {
            self.host = host
            self.localUser = localUser
            self.options = options
        }

        /// Where the host answers, so far.
        var hostName: String {
            guard let name = options.hostName else { return host.lowercased() }
            return SSHTokens.replaced(in: name, by: ["h": host]).lowercased()
        }

        /// Reads a file's statements; a block ends with its file, and what it includes is a part of it.
        mutating func read(_ statements: [SSHConfigStatement], isActive isOuterActive: Bool = true) {
            var isActive = isOuterActive
            for statement in statements {
                switch statement.kind {
                case .host(let patterns):
                    isActive = isOuterActive && SSHPatternList.matches(finalName ?? host, anyOf: patterns)
                case .match(let criteria):
                    // Looked at in any case: even one that cannot count may ask for the second walk.
                    let isMatched = matches(criteria)
                    isActive = isOuterActive && isMatched
                case .include(let files): for file in files { read(file, isActive: isActive) }
                case .option(let keyword, let arguments):
                    // What is wrong was said when the file was read.
                    if isActive { _ = options.take(keyword, arguments, at: statement.location) }
                }
            }
        }

        private mutating func matches(_ criteria: [SSHMatchCriterion]) -> Bool {
            var isMatched = !criteria.isEmpty
            for criterion in criteria {
                let isMet: Bool
                switch criterion.subject {
                case .all: isMet = true
                case .final:
                    wantsFinal = true
                    isMet = finalName != nil
                case .canonical: isMet = finalName != nil
                case .host(let list): isMet = SSHPatternList.matches(host: hostName, list: list)
                case .originalHost(let list): isMet = SSHPatternList.matches(host: host, list: list)
                case .user(let list): isMet = SSHPatternList.matches(options.user ?? localUser, list: list)
                case .localUser(let list): isMet = SSHPatternList.matches(localUser, list: list)
                case .unknown: isMet = criterion.isNegated
                }
                if isMet == criterion.isNegated { isMatched = false }
            }
            return isMatched
        }
    }
}
