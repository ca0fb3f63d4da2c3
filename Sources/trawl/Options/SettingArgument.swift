import ArgumentParser
import StrictYAML
import TrawlServer

/// A setting given on the command line: `listen.port=7000`.
struct SettingArgument: ExpressibleByArgument, Sendable {
    let setting: ServerSetting
    let value: String

    init(parsing text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { throw ValidationError("\(text.debugDescription) is not KEY=VALUE.") }
        guard let setting = ServerSetting(rawValue: parts[0]) else {
            let hint = NearestName.question(for: parts[0], among: ServerSetting.allCases.map(\.rawValue))
            throw ValidationError("There is no setting \(parts[0].debugDescription)\(hint)")
        }
        self.setting = setting
        value = parts[1]
    }

    init?(argument: String) {
        try? self.init(parsing: argument)
    }
}
