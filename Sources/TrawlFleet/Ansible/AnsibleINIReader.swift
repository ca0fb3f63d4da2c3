import StrictYAML

/// Reads an Ansible inventory in its INI form into a draft.
///
/// https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ini_inventory.html
struct AnsibleINIReader {
    private enum Section {
        case hosts
        case children
        case variables
    }

    private let file: String
    private var group = "ungrouped"
    private var section = Section.hosts
    /// Groups that were named before they were declared, with the place.
    private var pending: [(name: String, location: SourceLocation, message: String)] = []
    private var declared: Set<String> = ["all", "ungrouped"]

    init(file: String) {
        self.file = file
    }

    mutating func read(_ text: String, into draft: inout AnsibleDraft) {
        var number = 0
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            read(Substring(line).trimmed, at: SourceLocation(file: file, line: number), into: &draft)
        }
        for group in pending where !declared.contains(group.name) {
            let question = NearestName.question(for: group.name, among: declared.sorted())
            draft.fault(group.location, group.message + question)
        }
    }

    private mutating func read(_ line: Substring, at location: SourceLocation, into draft: inout AnsibleDraft) {
        guard let first = line.first, first != "#", first != ";" else { return }
        if header(line, at: location, into: &draft) { return }
        switch section {
        case .hosts: hosts(line, at: location, into: &draft)
        case .children:
            let name = String(line.prefix { $0 != "#" }).trimmed
            guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == ":" || $0 == "]" }) else {
                return draft.fault(location, "a group's name is meant here, one a line")
            }
            pending.append((String(name), location, "there is no group \(String(name).debugDescription)"))
            draft.add(child: String(name), to: group, at: location)
        case .variables:
            guard let equals = line.firstIndex(of: "=") else {
                return draft.fault(location, "a variable is written name=value")
            }
            let name = String(line[..<equals].trimmed)
            let value = AnsibleLiteral.text(of: String(line[line.index(after: equals)...].trimmed))
            draft.set(name, AnsibleValue(value, at: location), ofGroup: group)
        }
    }

    /// Reads `[group]`, `[group:children]` or `[group:vars]`; false where the line is something else.
    private mutating func header(
        _ line: Substring,
        at location: SourceLocation,
        into draft: inout AnsibleDraft
    ) -> Bool {
        guard line.hasPrefix("["), let close = line.firstIndex(of: "]") else { return false }
        let after = line[line.index(after: close)...].trimmed
        guard after.isEmpty || after.hasPrefix("#") else { return false }
        let pieces = line[..<close].dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let name = pieces.first.map(String.init), !name.isEmpty, pieces.count <= 2,
            !line[..<close].contains(where: \.isWhitespace)
        else {
            draft.fault(location, "a section is written [group], [group:children] or [group:vars], without blanks")
            return true
        }
        let kind = pieces.count == 2 ? String(pieces[1]) : "hosts"
        switch kind {
        case "hosts": section = .hosts
        case "children": section = .children
        case "vars": section = .variables
        default:
            let question = NearestName.question(for: kind, among: ["hosts", "children", "vars"])
            draft.fault(
                location,
                "a section holds hosts, children or vars, and not \(kind.debugDescription)\(question)"
            )
            section = .hosts
        }
        group = name
        if case .variables = section {
            pending.append((name, location, "there is no group \(name.debugDescription) to have variables"))
        } else {
            declared.insert(name)
        }
        draft.add(group: name)
        return true
    }

    private func hosts(_ line: Substring, at location: SourceLocation, into draft: inout AnsibleDraft) {
        // What stands in the line may be a password: no message repeats any of it.
        guard let words = ShellWords.split(line, hasComments: true) else {
            return draft.fault(location, "a quote is never closed")
        }
        guard let pattern = words.first else { return }
        let names: [String]
        let port: Int?
        do {
            (names, port) = try AnsibleHostPattern.hosts(pattern, limit: NodeSet.limit)
        } catch {
            return draft.fault(location, error.reason)
        }
        draft.add(hosts: names, to: group, port: port, at: location)
        for (place, word) in words.enumerated().dropFirst() {
            guard let equals = word.firstIndex(of: "=") else {
                draft.fault(
                    location,
                    "word \(place + 1) is no name=value; a value with blanks needs quotes, and a host a line of its own"
                )
                continue
            }
            let value = AnsibleLiteral.text(of: String(word[word.index(after: equals)...]))
            for name in names { draft.set(String(word[..<equals]), AnsibleValue(value, at: location), ofHost: name) }
        }
    }
}

extension StringProtocol {
    /// Without the white space at both ends.
    var trimmed: SubSequence {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start }
        return start[...last]
    }
}
