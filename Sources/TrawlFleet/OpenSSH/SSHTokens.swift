/// The `%` tokens of ssh_config(5), section TOKENS.
enum SSHTokens {
    /// A text with each known `%x` replaced, and `%%` by one; what is not known stays as it is.
    static func replaced(in text: String, by values: [Character: String]) -> String {
        guard text.contains("%") else { return text }
        var replaced = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "%", let token = rest.first else {
                replaced.append(character)
                continue
            }
            rest.removeFirst()
            if token == "%" {
                replaced.append("%")
            } else if let value = values[token] {
                replaced += value
            } else {
                replaced += "%\(token)"
            }
        }
        return replaced
    }

    /// The first token in a text that is none of those; nil where all are known.
    static func unknown(in text: String, known: some Collection<Character>) -> Character? {
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "%" else { continue }
            guard let token = rest.popFirst() else { return "%" }
            if token != "%", !known.contains(token) { return token }
        }
        return nil
    }
}
