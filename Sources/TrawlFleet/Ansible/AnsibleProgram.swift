import Foundation
import StrictYAML

/// Reads what an inventory program prints: Ansible's JSON of `--list`, and of `--host NAME` where it says nothing of
/// hosts' variables there.
///
/// https://docs.ansible.com/ansible/latest/dev_guide/developing_inventory.html, "Inventory scripts".
struct AnsibleProgram {
    private let path: String
    private let place: SourceLocation
    private let deadline: ContinuousClock.Instant

    /// Takes a program that may run for so long, all its runs together.
    init(path: String, within limit: Duration = .seconds(60)) {
        self.path = path
        place = SourceLocation(file: path)
        deadline = .now + limit
    }

    func read(into draft: inout AnsibleDraft) {
        draft.isProgram = true
        guard let root = run(["--list"], &draft) else { return }
        guard case .object(let groups) = root else {
            return draft.fault(place, "the program printed no JSON object")
        }
        for (name, value) in groups.sorted(by: { $0.key < $1.key }) where name != "_meta" {
            read(group: name, value, into: &draft)
        }
        if case .object(let meta)? = groups["_meta"], case .object(let hosts)? = meta["hostvars"] {
            for (host, variables) in hosts { set(variables, ofHost: host, &draft) }
        } else {
            for host in draft.hostOrder {
                guard let variables = run(["--host", host], &draft) else { return }
                set(variables, ofHost: host, &draft)
            }
        }
    }

    private func read(group name: String, _ value: JSONValue, into draft: inout AnsibleDraft) {
        draft.add(group: name)
        var fields: [String: JSONValue]
        switch value {
        case .array: fields = ["hosts": value]
        case .object(let object): fields = object
        case .null, .text, .number, .flag:
            return draft.fault(place, "the group \(name.debugDescription) is neither an object nor a list of hosts")
        }
        if !fields.isEmpty, !["hosts", "vars", "children"].contains(where: { fields[$0] != nil }) {
            // An old form: a host that is its own group.
            fields = ["hosts": .array([.text(name)]), "vars": value]
        }
        if let hosts = fields["hosts"] {
            let names = hosts.texts
            if names == nil {
                draft.fault(place, "the hosts of the group \(name.debugDescription) are no list of names")
            }
            draft.add(hosts: names ?? [], to: name, port: nil, at: place)
        }
        if case .object(let variables)? = fields["vars"] {
            for (key, value) in variables {
                guard let value = value.ansible(at: place) else { continue }
                draft.set(key, value, ofGroup: name)
            }
        }
        if let children = fields["children"] {
            if children.texts == nil {
                draft.fault(place, "the children of the group \(name.debugDescription) are no list of names")
            }
            for child in children.texts ?? [] { draft.add(child: child, to: name, at: place) }
        }
    }

    private func set(_ variables: JSONValue, ofHost host: String, _ draft: inout AnsibleDraft) {
        guard case .object(let fields) = variables else { return }
        for (key, value) in fields {
            guard let value = value.ansible(at: place) else { continue }
            draft.set(key, value, ofHost: host)
        }
    }

    /// Runs it and reads its JSON; nil, and written down, where that cannot be.
    private func run(_ arguments: [String], _ draft: inout AnsibleDraft) -> JSONValue? {
        let what = arguments.first ?? ""
        do {
            let output = try ProgramRun(path: path, arguments: arguments).output(until: deadline)
            do {
                return try JSONDecoder().decode(JSONValue.self, from: output)
            } catch {
                // Where it is wrong is not said: the words of that message would repeat what was printed.
                draft.fault(place, "what the program printed for \(what) is not JSON")
            }
        } catch {
            draft.fault(place, "the program \(error.reason), run with \(what)")
        }
        return nil
    }
}

extension JSONValue {
    /// A list of texts; nil for anything else.
    fileprivate var texts: [String]? {
        guard case .array(let items) = self else { return nil }
        let texts = items.compactMap { item -> String? in
            guard case .text(let text) = item else { return nil }
            return text
        }
        return texts.count == items.count ? texts : nil
    }

    fileprivate func ansible(at place: SourceLocation) -> AnsibleValue? {
        switch self {
        case .null: nil
        case .text(let text): AnsibleValue(.text(text), at: place)
        case .number(let number): AnsibleValue(.text(number), at: place)
        case .flag(let flag): AnsibleValue(.text(flag ? "true" : "false"), at: place)
        case .object(let fields) where fields["__ansible_vault"] != nil: AnsibleValue(.sealed, at: place)
        case .array, .object: AnsibleValue(.structure, at: place)
        }
    }
}
