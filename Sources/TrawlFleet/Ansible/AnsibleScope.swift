/// What holds for one host: variables from many places, the stronger over the weaker.
struct AnsibleScope {
    /// The weakest first.
    let layers: [[String: AnsibleValue]]
    /// What Ansible itself sets for each host, such as `inventory_hostname`.
    let magic: [String: String]

    /// Why a text cannot be had, for a person.
    struct Unreadable: Error {
        let reason: String
    }

    /// The strongest value of a variable.
    func value(_ name: String) -> AnsibleValue? {
        for layer in layers.reversed() {
            if let value = layer[name] { return value }
        }
        return nil
    }

    /// The strongest value of the first of several names that has one.
    func value(anyOf names: [String]) -> AnsibleValue? {
        for name in names {
            if let value = value(name) { return value }
        }
        return nil
    }

    /// The text of a value, with each `{{ name }}` in it replaced.
    ///
    /// Of Jinja's language only names, and `default` of a plain text, are known.
    ///
    /// - Throws: ``Unreadable`` for everything else; the value itself is not repeated.
    func text(of value: AnsibleValue, depth: Int = 0) throws(Unreadable) -> String {
        switch value.content {
        case .text(let text): return try replaced(text, depth: depth)
        case .structure: throw Unreadable(reason: "a text is meant here, and a list or a mapping was found")
        case .sealed: throw Unreadable(reason: "it is encrypted, and trawl opens no vault")
        case .secret: throw Unreadable(reason: "its name is that of a secret, and those are not read")
        }
    }

    private func replaced(_ text: String, depth: Int) throws(Unreadable) -> String {
        guard text.contains("{{") || text.contains("{%") else { return text }
        guard depth < 10 else { throw Unreadable(reason: "its variables name each other in circles") }
        var replaced = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            replaced += rest[..<open.lowerBound]
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw Unreadable(reason: "{{ is never closed")
            }
            replaced += try value(ofExpression: rest[open.upperBound..<close.lowerBound], depth: depth)
            rest = rest[close.upperBound...]
        }
        if rest.contains("{%") || replaced.contains("{%") { throw Self.tooClever }
        return replaced + rest
    }

    private func value(ofExpression text: Substring, depth: Int) throws(Unreadable) -> String {
        let pattern =
            /\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:\|\s*d(?:efault)?\s*\(\s*(?:'([^'{]*)'|"([^"{]*)"|([0-9]+))\s*(?:,\s*[Tt]rue\s*)?\)\s*)?/
        guard let match = text.wholeMatch(of: pattern) else { throw Self.tooClever }
        let name = String(match.1)
        if let value = magic[name] { return value }
        guard let value = value(name) else {
            if let other = match.2 ?? match.3 ?? match.4 { return String(other) }
            throw Unreadable(reason: "it names the variable \(name), which is not set")
        }
        return try self.text(of: value, depth: depth + 1)
    }

    private static let tooClever = Unreadable(
        reason: "of Jinja, trawl knows {{ name }} and {{ name | default('text') }} alone; write the value out"
    )
}
