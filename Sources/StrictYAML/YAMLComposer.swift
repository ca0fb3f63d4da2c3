import Yams

/// Turns text into values: what of YAML is read, what is refused, and where it stands.
struct YAMLComposer {
    private let name: String
    private let dialect: YAMLDialect
    private let log: YAMLFaultLog
    /// How many values may still be made of the text: aliases make many of few.
    private var budget = 1_000_000

    init(name: String, dialect: YAMLDialect, log: YAMLFaultLog) {
        self.name = name
        self.dialect = dialect
        self.log = log
    }

    /// Reads the only document of a text; an empty one is an empty value.
    ///
    /// - Throws: `YAMLFaults` where the text is no YAML at all; what is only refused is written to the log.
    mutating func compose(_ text: String) throws(YAMLFaults) -> YAMLValue {
        var text = text
        text.makeContiguousUTF8()
        let start = SourceLocation(file: name, line: 1, column: 1)
        if YAMLAliases.couldExplode(text, in: dialect) {
            let message =
                switch dialect {
                case .strict: "anchors (&name) and aliases (*name) are not supported; write the values out"
                case .foreign: "aliases (*name) are used too often, or in fields' names; write the values out"
                }
            throw YAMLFaults(start, message)
        }
        do {
            // The encoding is given because the parser's default reads the environment. The basic resolver leaves
            // scalars as text: what `no` or `010` means is decided by the field that it is given to.
            let parser = try Parser(yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
            guard let node = try parser.singleRoot() else { return value(.null, start) }
            // Nodes hold their anchors weakly and the parser keeps them, so it must outlive the walk.
            return withExtendedLifetime(parser) { value(of: node, depth: 0, otherwise: start) }
        } catch let error as YamlError {
            throw YAMLComplaint(name: name, text: text).faults(for: error)
        } catch {
            throw YAMLFaults(start, "\(error)")
        }
    }

    private mutating func value(of node: Node, depth: Int, otherwise outer: SourceLocation) -> YAMLValue {
        let location = node.mark.map { SourceLocation(file: name, line: $0.line, column: $0.column) } ?? outer
        budget -= 1
        guard budget >= 0 else {
            if budget == -1 { log.add(location, "the file holds more than 1,000,000 values, aliases followed") }
            return value(.null, location)
        }
        if dialect == .strict, let anchor = node.anchor {
            log.add(location, "anchors and aliases are not supported (&\(anchor.rawValue)); write the value out")
            return value(.null, location)
        }
        if depth >= Self.depthLimit {
            log.add(location, "this is nested more than \(Self.depthLimit) levels deep")
            return value(.null, location)
        }
        switch node {
        case .scalar(let scalar):
            if let tag = unreadTag(scalar.tag, location) { return value(.opaque(tag: tag), location) }
            let isPlain = scalar.style == .plain || scalar.style == .any
            if isPlain, Self.nulls.contains(scalar.string) { return value(.null, location) }
            return value(.scalar(scalar.string, isPlain: isPlain), location)
        case .sequence(let sequence):
            if let tag = unreadTag(sequence.tag, location) { return value(.opaque(tag: tag), location) }
            var items: [YAMLValue] = []
            for item in sequence { items.append(value(of: item, depth: depth + 1, otherwise: location)) }
            return value(.sequence(items), location)
        case .mapping(let mapping):
            if let tag = unreadTag(mapping.tag, location) { return value(.opaque(tag: tag), location) }
            return value(.mapping(entries(of: mapping, depth: depth, location)), location)
        case .alias:
            log.add(location, "aliases are not supported; write the value out")
            return value(.null, location)
        }
    }

    private mutating func entries(of mapping: Node.Mapping, depth: Int, _ location: SourceLocation) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var merged: [YAMLEntry] = []
        for (key, content) in mapping {
            let keyValue = value(of: key, depth: depth + 1, otherwise: location)
            guard case .scalar(let text, let isPlain) = keyValue.content else {
                log.add(keyValue.location, "a field's name is meant here, and \(keyValue.kind) was found")
                continue
            }
            let inner = value(of: content, depth: depth + 1, otherwise: keyValue.location)
            if dialect == .foreign, text == "<<", isPlain {
                for source in inner.items ?? [inner] { merged += source.fields ?? [] }
            } else {
                entries.append(YAMLEntry(key: text, location: keyValue.location, value: inner))
            }
        }
        if merged.isEmpty { return entries }
        // Own fields win, then those of earlier mappings (https://yaml.org/type/merge.html).
        var known = Set(entries.map(\.key))
        return entries + merged.filter { known.insert($0.key).inserted }
    }

    /// The tag of a value that cannot be read here; where tags are refused it is written down, and the value is read.
    ///
    /// Only what goes without saying may be said: the parser itself writes these on what it has compared.
    private func unreadTag(_ tag: Tag, _ location: SourceLocation) -> String? {
        let text = tag.description
        if Self.harmlessTags.contains(text) { return nil }
        switch dialect {
        case .strict:
            log.add(location, "tags are not supported (\(text)); leave it out")
            return nil
        case .foreign: return Self.textTags.contains(text) ? nil : text
        }
    }

    private func value(_ content: YAMLValue.Content, _ location: SourceLocation) -> YAMLValue {
        YAMLValue(content: content, location: location, log: log)
    }

    private static let depthLimit = 64
    private static let harmlessTags: Set = [
        "", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map",
    ]
    /// Ansible's mark of a text in which nothing is replaced, and YAML's own of what a scalar looks like anyway.
    private static let textTags: Set = [
        "!unsafe", "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:float",
        "tag:yaml.org,2002:null", "tag:yaml.org,2002:merge",
    ]
    private static let nulls: Set = ["", "~", "null", "Null", "NULL"]
}
