import Foundation
import Glibc
import StrictYAML

/// Reads OpenSSH's client configuration with all that it includes, once for every host.
struct SSHConfigReader {
    private let account: LocalAccount
    /// What relative paths of Include are relative to.
    private let folder: String
    private(set) var faults: [YAMLFault] = []
    private(set) var notes: [YAMLFault] = []
    private(set) var files: [String] = []
    private var budget = 100_000

    init(account: LocalAccount, folder: String) {
        self.account = account
        self.folder = folder
    }

    /// The statements of a file; none where it is not there.
    mutating func statements(of path: String, depth: Int = 0) -> [SSHConfigStatement] {
        files.append(path)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let text: String
        do {
            text = try SourceFile.text(of: path, limit: 8 << 20)
        } catch {
            fault(SourceLocation(file: path), error.description)
            return []
        }
        var statements: [SSHConfigStatement] = []
        var number = 0
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            budget -= 1
            let location = SourceLocation(file: path, line: number)
            if budget < 0 {
                if budget == -1 { fault(location, "the configuration is longer than 100,000 lines, includes counted") }
                return statements
            }
            do {
                guard let (keyword, arguments) = try SSHConfigWords.cut(Substring(line)) else { continue }
                if let kind = kind(keyword, arguments, at: location, depth) {
                    statements.append(SSHConfigStatement(kind: kind, location: location))
                }
            } catch {
                fault(location, error.reason)
            }
        }
        return statements
    }

    private mutating func kind(
        _ keyword: String,
        _ arguments: [String],
        at location: SourceLocation,
        _ depth: Int
    ) -> SSHConfigStatement.Kind? {
        switch keyword {
        case "host":
            if arguments.isEmpty { fault(location, "Host needs a pattern") }
            return .host(patterns: arguments)
        case "match": return .match(criteria(arguments, at: location))
        case "include":
            if arguments.isEmpty { fault(location, "Include needs a file") }
            guard depth < Self.depthLimit else {
                fault(location, "files include each other more than \(Self.depthLimit) deep")
                return nil
            }
            var included: [[SSHConfigStatement]] = []
            for path in arguments.flatMap(paths) { included.append(statements(of: path, depth: depth + 1)) }
            return .include(included)
        default:
            if !SSHConfigKeywords.all.contains(keyword) {
                let question = NearestName.question(for: keyword, among: SSHConfigKeywords.all.sorted())
                note(location, "ssh knows no option \"\(keyword)\"\(question)")
                return nil
            }
            guard SSHConfigKeywords.used.contains(keyword) else { return nil }
            var trial = SSHOptions()
            if let reason = trial.take(keyword, arguments, at: location) {
                fault(location, "\(keyword): \(reason)")
                return nil
            }
            return .option(keyword: keyword, arguments: arguments)
        }
    }

    private mutating func criteria(_ words: [String], at location: SourceLocation) -> [SSHMatchCriterion] {
        var criteria: [SSHMatchCriterion] = []
        var rest = words[...]
        if rest.isEmpty { fault(location, "Match needs a criterion") }
        while let word = rest.popFirst() {
            let isNegated = word.hasPrefix("!")
            var name = (isNegated ? String(word.dropFirst()) : word).lowercased()
            var joined: String?
            if let equals = name.firstIndex(of: "=") {
                joined = String(word.drop { $0 != "=" }.dropFirst())
                name = String(name[..<equals])
            }
            func argument() -> String {
                if let value = joined ?? rest.popFirst() { return value }
                fault(location, "Match \(name) needs a pattern")
                return ""
            }
            let subject: SSHMatchCriterion.Subject
            switch name {
            case "all": subject = .all
            case "final": subject = .final
            case "canonical": subject = .canonical
            case "host": subject = .host(argument())
            case "originalhost": subject = .originalHost(argument())
            case "user": subject = .user(argument())
            case "localuser": subject = .localUser(argument())
            case "exec":
                _ = argument()
                note(location, "Match exec is never run here, so this block is passed over")
                subject = .unknown
            case "localnetwork", "tagged", "command", "version", "sessiontype":
                _ = argument()
                note(location, "Match \(name) cannot be told here, so this block is passed over")
                subject = .unknown
            default:
                let known = ["all", "final", "canonical", "host", "originalhost", "user", "localuser", "exec"]
                fault(location, "Match knows no \"\(name)\"\(NearestName.question(for: name, among: known))")
                return [SSHMatchCriterion(subject: .unknown, isNegated: false)]
            }
            criteria.append(SSHMatchCriterion(subject: subject, isNegated: isNegated))
        }
        let all = criteria.firstIndex { if case .all = $0.subject { true } else { false } }
        if let all, all != criteria.count - 1 || criteria[..<all].contains(where: \.needsPattern) {
            fault(location, "Match all stands alone, or after final or canonical")
        }
        return criteria
    }

    /// The files that an argument of Include names, by glob(7), in order; none where there are none.
    private func paths(_ argument: String) -> [String] {
        let path = argument.hasPrefix("/") || argument.hasPrefix("~") ? account.absolute(argument) : folder + argument
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(path, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { place in
            found.gl_pathv[place].map { String(cString: $0) }
        }
    }

    private mutating func fault(_ location: SourceLocation, _ message: String) {
        if faults.count < 100 { faults.append(YAMLFault(location: location, message: message)) }
    }

    private mutating func note(_ location: SourceLocation, _ message: String) {
        if notes.count < 100 { notes.append(YAMLFault(location: location, message: message)) }
    }

    /// OpenSSH's own limit (READCONF_MAX_DEPTH).
    private static let depthLimit = 16
}
