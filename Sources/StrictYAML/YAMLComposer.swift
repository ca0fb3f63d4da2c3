import Yams

/// Turns text into values: what of YAML is read, what is refused, and where it stands.
struct YAMLComposer {
    let name: String
    let log: YAMLFaultLog

    /// Reads the only document of a text; an empty one is an empty value.
    ///
    /// - Throws: `YAMLFaults` where the text is no YAML at all; what is only refused is written to the log.
    func compose(_ text: String) throws(YAMLFaults) -> YAMLValue {
        var text = text
        text.makeContiguousUTF8()
        let start = SourceLocation(file: name, line: 1, column: 1)
        if YAMLAliases.couldExplode(text) {
            throw YAMLFaults(start, "anchors (&name) and aliases (*name) are not supported; write the values out")
        }
        do {
            // The encoding is given because the parser's default reads the environment. The basic resolver leaves
            // scalars as text: what `no` or `010` means is decided by the field that it is given to.
            let parser = try Parser(yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
            guard let node = try parser.singleRoot() else { return value(.null, start) }
            // Nodes hold their anchors weakly and the parser keeps them, so it must outlive the walk.
            return withExtendedLifetime(parser) { self.value(of: node, depth: 0, otherwise: start) }
        } catch let error as YamlError {
            throw YAMLComplaint(name: name, text: text).faults(for: error)
        } catch {
            throw YAMLFaults(start, "\(error)")
        }
    }

    private func value(of node: Node, depth: Int, otherwise outer: SourceLocation) -> YAMLValue {
        let location = node.mark.map { SourceLocation(file: name, line: $0.line, column: $0.column) } ?? outer
        if let anchor = node.anchor {
            log.add(location, "anchors and aliases are not supported (&\(anchor.rawValue)); write the value out")
            return value(.null, location)
        }
        if depth >= Self.depthLimit {
            log.add(location, "this is nested more than \(Self.depthLimit) levels deep")
            return value(.null, location)
        }
        switch node {
        case .scalar(let scalar):
            refuseTag(scalar.tag, location)
            let isPlain = scalar.style == .plain || scalar.style == .any
            if isPlain, Self.nulls.contains(scalar.string) { return value(.null, location) }
            return value(.scalar(scalar.string, isPlain: isPlain), location)
        case .sequence(let sequence):
            refuseTag(sequence.tag, location)
            let items = sequence.map { value(of: $0, depth: depth + 1, otherwise: location) }
            return value(.sequence(items), location)
        case .mapping(let mapping):
            refuseTag(mapping.tag, location)
            return value(.mapping(entries(of: mapping, depth: depth, location)), location)
        case .alias:
            log.add(location, "aliases are not supported; write the value out")
            return value(.null, location)
        }
    }

    private func entries(of mapping: Node.Mapping, depth: Int, _ location: SourceLocation) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        for (key, content) in mapping {
            let keyValue = value(of: key, depth: depth + 1, otherwise: location)
            guard case .scalar(let text, _) = keyValue.content else {
                log.add(keyValue.location, "a field's name is meant here, and \(keyValue.kind) was found")
                continue
            }
            let inner = value(of: content, depth: depth + 1, otherwise: keyValue.location)
            entries.append(YAMLEntry(key: text, location: keyValue.location, value: inner))
        }
        return entries
    }

    /// Only what goes without saying may be said: the parser itself writes these on what it has compared.
    private func refuseTag(_ tag: Tag, _ location: SourceLocation) {
        let text = tag.description
        if Self.harmlessTags.contains(text) { return }
        log.add(location, "tags are not supported (\(text)); leave it out")
    }

    private func value(_ content: YAMLValue.Content, _ location: SourceLocation) -> YAMLValue {
        YAMLValue(content: content, location: location, log: log)
    }

    private static let depthLimit = 64
    private static let harmlessTags: Set = [
        "", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map",
    ]
    private static let nulls: Set = ["", "~", "null", "Null", "NULL"]
}
