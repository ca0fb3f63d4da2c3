import Configuration
package import StrictYAML

/// A server's settings from all their sources: flags go over the environment, that over the file, that over what holds
/// where nobody says anything.
package struct ServerSettings: Sendable {
    private let reader: ConfigReader
    private let sources: [ServerSetting: String]

    /// Puts the sources together; no value but the file's is looked at yet.
    ///
    /// - Parameters:
    ///   - file: The path of the YAML file; nil where there is none.
    ///   - environment: The process's variables, as its one reader found them.
    ///   - flags: What the command line gives.
    ///   - flagNames: What to call a flag's setting in messages.
    /// - Throws: `YAMLFaults` with every mistake in the file.
    package init(
        file: String?,
        environment: [String: String],
        flags: [ServerSetting: [String]],
        flagNames: [ServerSetting: String] = [:]
    ) throws(YAMLFaults) {
        let file = try file.map { path throws(YAMLFaults) in try SettingsFile(file: path) }
        // A variable that is set and empty says nothing, as for every other variable of trawl.
        let environment = environment.filter { !$0.value.isEmpty }
        var sources = file?.places ?? [:]
        for setting in ServerSetting.allCases {
            if environment[setting.variable] != nil { sources[setting] = setting.variable }
            if flags[setting] != nil { sources[setting] = flagNames[setting] ?? "--set \(setting.rawValue)" }
        }
        self.sources = sources
        reader = ConfigReader(providers: [
            Self.provider(of: flags, named: "flags"),
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "trawl"),
            Self.provider(of: file?.values ?? [:], named: "file"),
            Self.provider(
                of: Dictionary(
                    uniqueKeysWithValues: ServerSetting.allCases.compactMap { setting in
                        setting.standard.map { (setting, [$0]) }
                    }
                ),
                named: "standard"
            ),
        ])
    }

    /// A text; nil where nobody gives one.
    func text(_ setting: ServerSetting) -> String? {
        reader.string(forKey: ConfigKey(setting.rawValue)).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Several texts; none where nobody gives any.
    func texts(_ setting: ServerSetting) -> [String] {
        (reader.stringArray(forKey: ConfigKey(setting.rawValue)) ?? []).filter { !$0.isEmpty }
    }

    /// A whole number within the setting's bounds; zero for a setting of another kind.
    func number(_ setting: ServerSetting) throws(SettingsFault) -> Int {
        guard case .number(let bounds) = setting.kind, let text = text(setting) else { return 0 }
        guard let number = Int(text), bounds.contains(number) else {
            throw fault(setting, "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)", text)
        }
        return number
    }

    /// True or false.
    func flag(_ setting: ServerSetting) throws(SettingsFault) -> Bool {
        switch text(setting) {
        case "true", "1", "yes": true
        case "false", "0", "no", nil: false
        case let text?: throw fault(setting, "true or false", text)
        }
    }

    /// A duration within the setting's bounds; zero for a setting of another kind.
    func duration(_ setting: ServerSetting) throws(SettingsFault) -> Duration {
        guard case .duration(let bounds) = setting.kind, let text = text(setting) else { return .zero }
        guard let duration = try? DurationText.parse(text), bounds.contains(duration) else {
            let most = DurationText.format(bounds.upperBound)
            throw fault(setting, "a time from \(DurationText.format(bounds.lowerBound)) to \(most), such as 20s", text)
        }
        return duration
    }

    /// A byte count within the setting's bounds; zero for a setting of another kind.
    func bytes(_ setting: ServerSetting) throws(SettingsFault) -> Int {
        guard case .bytes(let bounds) = setting.kind, let text = text(setting) else { return 0 }
        guard let count = try? ByteCountText.parse(text), bounds.contains(count) else {
            let most = ByteCountText.format(bounds.upperBound)
            throw fault(
                setting,
                "a size from \(ByteCountText.format(bounds.lowerBound)) to \(most), such as 64KiB",
                text
            )
        }
        return Int(count)
    }

    /// One of an enum's names; nil where nobody gives one.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ setting: ServerSetting,
        of type: Choice.Type = Choice.self
    ) throws(SettingsFault) -> Choice? {
        guard let text = text(setting) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        let question = NearestName.question(for: text, among: known)
        throw fault(setting, "one of \(known.joined(separator: ", "))", text + question)
    }

    /// Who gave a setting: a place in a file, a variable or a flag.
    func source(of setting: ServerSetting) -> String {
        sources[setting] ?? setting.rawValue
    }

    private func fault(_ setting: ServerSetting, _ meant: String, _ found: String) -> SettingsFault {
        SettingsFault("\(source(of: setting)): \(meant) is meant here, and \(found) was found")
    }

    private static func provider(of values: [ServerSetting: [String]], named name: String) -> InMemoryProvider {
        InMemoryProvider(
            name: name,
            values: Dictionary(
                uniqueKeysWithValues: values.map { setting, texts in
                    let key = AbsoluteConfigKey(setting.rawValue.split(separator: ".").map(String.init))
                    switch setting.kind {
                    case .texts: return (key, ConfigValue(.stringArray(texts), isSecret: false))
                    case .text, .number, .flag, .duration, .bytes, .choice:
                        return (key, ConfigValue(.string(texts.last ?? ""), isSecret: false))
                    }
                }
            )
        )
    }
}
