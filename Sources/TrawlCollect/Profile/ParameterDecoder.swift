import StrictYAML

/// Reads the parameters of a profile, and writes down what is wrong with them at its place.
enum ParameterDecoder {
    private enum Word: String, CaseIterable {
        case string, integer, boolean
    }

    /// A mapping from names to `type`, `choices`, `default` and `description`; a lone value is the default.
    static func decode(_ value: YAMLValue, steps: [PlanStep]) -> [ProfileParameter] {
        let entries = value.entries() ?? []
        if entries.count > mostParameters { value.fault("a profile has at most \(mostParameters) parameters") }
        return entries.prefix(mostParameters).compactMap { entry in
            if let reason = ProfileParameter.fault(ofName: entry.key) {
                entry.fault("the name \(entry.key.debugDescription) cannot be used: \(reason)")
                return nil
            }
            let parameter = parameter(entry)
            if let parameter, !steps.contains(where: { parameter.isUsed(in: $0.run) }) {
                entry.fault("no step uses it; write \"$\(entry.key)\" in a command")
            }
            return parameter
        }
    }

    private static func parameter(_ entry: YAMLEntry) -> ProfileParameter? {
        if entry.value.isNull { return ProfileParameter(name: entry.key) }
        if entry.value.isText { return ProfileParameter(name: entry.key, standard: entry.value.string()) }
        guard let fields = entry.value.mapping(fields: ["type", "choices", "default", "description"]) else {
            return nil
        }
        let word = fields.choice("type", of: Word.self)
        let choices = fields.strings("choices")
        if choices?.isEmpty == true { fields["choices"]?.fault("there is nothing to choose from") }
        if choices != nil, let word, word != .string {
            fields["choices"]?.fault("choices are texts, so no \(word.rawValue)")
        }
        let kind: ProfileParameter.Kind =
            switch word {
            case .integer: .integer
            case .boolean: .boolean
            case .string, nil: choices.map { .choice($0) } ?? .string
            }
        let parameter = ProfileParameter(
            name: entry.key,
            description: fields.string("description") ?? "",
            kind: kind,
            standard: fields.string("default")
        )
        if let standard = parameter.standard, let reason = parameter.fault(of: standard) {
            fields["default"]?.fault("the default \(standard.debugDescription) cannot be used: \(reason)")
        }
        return parameter
    }

    private static let mostParameters = 50
}
