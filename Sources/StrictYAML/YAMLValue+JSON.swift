import Foundation

extension YAMLValue {
    /// The value as JSON, with plain scalars read as YAML 1.2's core schema has them.
    ///
    /// https://yaml.org/spec/1.2.2/#103-core-schema; fields keep their order.
    package var jsonText: String {
        switch content {
        case .null, .opaque: "null"
        case .scalar(let text, let isPlain): isPlain && Self.isBare(text) ? text : Self.quoted(text)
        case .sequence(let items): "[" + items.map(\.jsonText).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\(Self.quoted($0.key)):\($0.value.jsonText)" }.joined(separator: ",") + "}"
        }
    }

    /// Whether a plain scalar is a truth value, or a number in JSON's own spelling.
    private static func isBare(_ text: String) -> Bool {
        if text == "true" || text == "false" { return true }
        return text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\u{00}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
