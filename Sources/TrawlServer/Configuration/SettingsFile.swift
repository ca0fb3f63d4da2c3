import StrictYAML

/// The settings that a YAML file gives, each with its place.
struct SettingsFile: Sendable {
    /// As they are written; a list has several.
    private(set) var values: [ServerSetting: [String]] = [:]
    private(set) var places: [ServerSetting: String] = [:]

    /// Reads a file.
    ///
    /// - Throws: `YAMLFaults` with every mistake: unknown sections and fields, and values that are not what is meant.
    init(file path: String) throws(YAMLFaults) {
        try self.init(YAMLDocument(file: path))
    }

    /// Reads a text that is called `name` in messages.
    init(text: String, named name: String) throws(YAMLFaults) {
        try self.init(YAMLDocument(text: text, named: name))
    }

    private init(_ document: YAMLDocument) throws(YAMLFaults) {
        let root = document.root.mapping(fields: ServerSetting.sections)
        for section in ServerSetting.sections {
            let settings = ServerSetting.allCases.filter { $0.section == section }
            let fields = root?.mapping(section, fields: settings.map(\.field))
            for setting in settings {
                // A field that is written without a value is one that is not given.
                guard let value = fields?[setting.field], !value.isNull else { continue }
                values[setting] = Self.texts(of: value, as: setting.kind)
                places[setting] = "\(value.location)"
            }
        }
        try document.check()
    }

    /// Has the value checked where its place is known, and keeps its text: the merge knows texts alone.
    private static func texts(of value: YAMLValue, as kind: SettingKind) -> [String]? {
        switch kind {
        case .text: value.string().map { [$0] }
        case .texts: value.strings()
        case .number(let bounds): value.integer(in: bounds).map { [String($0)] }
        case .flag: value.bool().map { [String($0)] }
        case .duration(let bounds): value.duration(in: bounds).map { [DurationText.format($0)] }
        case .bytes(let bounds): value.byteCount(in: bounds).map { [ByteCountText.format($0)] }
        case .choice(let known): choice(value, of: known)
        }
    }

    private static func choice(_ value: YAMLValue, of known: [String]) -> [String]? {
        guard let text = value.string() else { return nil }
        if known.contains(text) { return [text] }
        value.fault(
            "one of \(known.joined(separator: ", ")) is meant here, and \(text) was found"
                + NearestName.question(for: text, among: known)
        )
        return nil
    }
}
