/// What a value in an INI inventory means: a Python literal where it is one, else the text itself.
enum AnsibleLiteral {
    static func text(of value: String) -> AnsibleValue.Content {
        guard let first = value.first else { return .text("") }
        switch first {
        case "\"", "'": return .text(unquoted(value, by: first) ?? value)
        case "[", "{", "(":
            // `{{ name }}` is a text with a place for a variable.
            return value.hasPrefix("{{") ? .text(value) : .structure
        default:
            // A number may be followed by a comment, as Python has it.
            if let hash = value.firstIndex(of: "#") {
                let number = value[..<hash].trimmed
                if !number.isEmpty, number.utf8.allSatisfy({ (48...57).contains($0) }) { return .text(String(number)) }
            }
            return .text(value)
        }
    }

    /// What stands between quotes that close at the end of the value, or before a comment; nil otherwise.
    private static func unquoted(_ value: String, by quote: Character) -> String? {
        var text = ""
        var rest = value.dropFirst()
        while let character = rest.popFirst() {
            if character == quote {
                let after = rest.trimmed
                return after.isEmpty || after.hasPrefix("#") ? text : nil
            }
            guard character == "\\" else {
                text.append(character)
                continue
            }
            guard let next = rest.popFirst() else { return nil }
            switch next {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "\\", "\"", "'": text.append(next)
            default: text += "\\\(next)"
            }
        }
        return nil
    }
}
