import Yams

/// Says what the parser did not like, where, and in words for a person.
struct YAMLComplaint {
    let name: String
    let text: String

    func faults(for error: YamlError) -> YAMLFaults {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            return YAMLFaults(place(mark), "this is not YAML: \(problem)\(hint(at: mark))")
        case .composer(_, let problem, let mark, _):
            if problem.contains("another document") {
                return YAMLFaults(place(mark), "a second document begins here; a file holds one")
            }
            return YAMLFaults(place(mark), "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return duplicate(duplicates.first ?? "", first: context.mark)
        case .reader(let problem, let offset, _, _):
            return YAMLFaults(place(character: offset), "the text cannot be read: \(problem)")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return YAMLFaults(SourceLocation(file: name), "the text cannot be read: \(error)")
        }
    }

    /// The parser tells where a key stands first; the second time is found in the text where the layout shows it.
    private func duplicate(_ key: String, first: Mark) -> YAMLFaults {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indent = first.column - 1
        for number in lines.indices.dropFirst(first.line) {
            let line = lines[number]
            let leading = line.prefix { $0 == " " }.count
            let content = line.dropFirst(leading)
            if content.isEmpty || content.first == "#" { continue }
            if leading < indent { break }
            guard leading == indent, ["\(key):", "\"\(key)\":", "'\(key)':"].contains(where: content.hasPrefix) else {
                continue
            }
            let second = SourceLocation(file: name, line: number + 1, column: first.column)
            return YAMLFaults(second, "\"\(key)\" is given twice; the first is on line \(first.line)")
        }
        return YAMLFaults(place(first), "\"\(key)\" is given twice in the same place")
    }

    private func hint(at mark: Mark) -> String {
        let lines = text.split(separator: "\n", maxSplits: mark.line, omittingEmptySubsequences: false)
        guard mark.line >= 1, mark.line <= lines.count else { return "" }
        let line = lines[mark.line - 1]
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return " (the line is indented with a tab; use spaces)"
        }
        let scalars = Array(line.unicodeScalars.prefix(mark.column))
        if let at = scalars.last, at == "@" || at == "%" || at == "`" || at == "&" || at == "*" || at == "!" {
            return " (a text that begins with \(at) needs quotes)"
        }
        return ""
    }

    private func place(_ mark: Mark) -> SourceLocation {
        SourceLocation(file: name, line: mark.line, column: mark.column)
    }

    private func place(character offset: Int?) -> SourceLocation {
        guard let offset else { return SourceLocation(file: name) }
        let before = text.prefix(offset)
        let line = before.count(where: \.isNewline) + 1
        let column = before.reversed().prefix { !$0.isNewline }.count + 1
        return SourceLocation(file: name, line: line, column: column)
    }
}
