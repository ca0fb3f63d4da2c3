/// A value that whoever runs a profile may give: `--set path=/var/log/app`.
///
/// A step has it as a variable of its shell, so `"$path"` in a command is one word whatever the value holds.
package struct ProfileParameter: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case string
        /// In decimal digits, with a sign or without.
        case integer
        /// `true` or `false`.
        case boolean
        /// One of a few texts.
        case choice([String])
    }

    /// A variable's name in a POSIX shell (XBD 3.230), in lower case.
    package let name: String
    package let description: String
    package let kind: Kind
    /// What it is where nobody gives it; nil where somebody has to.
    package let standard: String?

    package init(name: String, description: String = "", kind: Kind = .string, standard: String? = nil) {
        self.name = name
        self.description = description
        self.kind = kind
        self.standard = standard
    }

    /// What is wrong with a value of it; nil where nothing is.
    package func fault(of value: String) -> String? {
        switch kind {
        case .string:
            // Each command is one text of the shell; a NUL would end it.
            if value.utf8.contains(0) { return "it has a NUL character" }
            return value.utf8.count > Self.longestValue ? "it is longer than \(Self.longestValue) bytes" : nil
        case .integer: return Int64(value) == nil ? "it is not a whole number" : nil
        case .boolean: return value == "true" || value == "false" ? nil : "it is neither true nor false"
        case .choice(let words):
            return words.contains(value) ? nil : "it is not one of \(words.joined(separator: ", "))"
        }
    }

    /// Whether a command looks at it.
    func isUsed(in command: String) -> Bool {
        var rest = command[...]
        while let dollar = rest.firstIndex(of: "$") {
            rest = rest[rest.index(after: dollar)...]
            let word = rest.hasPrefix("{") ? rest.dropFirst() : rest
            guard word.hasPrefix(name) else { continue }
            guard let next = word.dropFirst(name.count).first else { return true }
            if !Self.isOfName(next) { return true }
        }
        return false
    }

    /// Why a text cannot be a parameter's name; nil where it can.
    static func fault(ofName name: String) -> String? {
        guard let first = name.first, first.isASCII, first.isLowercase, name.allSatisfy(isOfName),
            name == name.lowercased(), name.utf8.count <= 60
        else { return "a parameter's name is a lower-case letter, then lower-case letters, digits and _" }
        return nil
    }

    private static func isOfName(_ character: Character) -> Bool {
        character == "_" || character.isASCII && (character.isLetter || character.isNumber)
    }

    private static let longestValue = 4096
}
