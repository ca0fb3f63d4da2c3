import StrictYAML

/// Reads a profile's fields, and writes down what is wrong with them at its place.
struct ProfileDecoder {
    private var names: [String: SourceLocation] = [:]
    private var artifacts: [String: SourceLocation] = [:]

    typealias Found = (
        name: String, description: String, redact: [RedactionRule], parameters: [ProfileParameter], steps: [PlanStep]
    )

    mutating func decode(
        _ root: YAMLValue,
        expectedName: String?
    ) -> Found {
        let known = ["name", "description", "redact", "parameters", "steps"]
        guard let fields = root.mapping(fields: known) else { return ("", "", [], [], []) }
        let name = fileName(fields.required("name"), what: "profile") ?? ""
        if let expectedName, !name.isEmpty, name != expectedName {
            fields["name"]?.fault(
                "the profile is called \"\(name)\", and its file \"\(expectedName)\"; they must be the same"
            )
        }
        let list = fields.required("steps")
        let given = list?.list()
        let items = given ?? []
        if let list, given?.isEmpty == true { list.fault("a profile needs at least one step") }
        if items.count > Self.mostSteps { list?.fault("a profile has at most \(Self.mostSteps) steps") }
        let steps = items.prefix(Self.mostSteps).compactMap { step($0) }
        let redact = fields["redact"].map { rules($0) } ?? []
        let parameters = fields["parameters"].map { ParameterDecoder.decode($0, steps: steps) } ?? []
        return (name, fields.string("description") ?? "", redact, parameters, steps)
    }

    private enum WholeRedaction: String, CaseIterable {
        case all, none
    }

    /// `all`, `none`, or a list of rules.
    private func rules(_ value: YAMLValue) -> [RedactionRule] {
        guard value.isText else { return (value.list() ?? []).compactMap { $0.choice(of: RedactionRule.self) } }
        switch value.choice(of: WholeRedaction.self) {
        case .all: return RedactionRule.allCases
        case .some(.none), nil: return []
        }
    }

    private mutating func step(_ value: YAMLValue) -> PlanStep? {
        let known = ["name", "run", "artifact", "timeout", "max_bytes", "optional"]
        guard let fields = value.mapping(fields: known) else { return nil }
        let name = fileName(fields.required("name"), what: "step")
        let run = command(fields.required("run"))
        let artifact = fields["artifact"].map { path($0) } ?? name.map { "\($0).txt" }
        let timeout = fields.duration("timeout", in: Self.timeouts)
        let maxBytes = fields.byteCount("max_bytes", in: Self.sizes)
        let optional = fields.bool("optional")
        guard let name, let run, let artifact else { return nil }
        claim(name, artifact, at: fields)
        return PlanStep(
            name: name,
            run: run,
            artifact: artifact,
            timeout: timeout ?? Self.usualTimeout,
            maxBytes: maxBytes ?? Self.usualSize,
            optional: optional ?? false
        )
    }

    /// Sees to it that no two steps have one name, and no two files one path, standard error's and folders included.
    private mutating func claim(_ name: String, _ artifact: String, at fields: YAMLMapping) {
        let nameValue = fields["name"]
        if let first = names[name] {
            nameValue?.fault("the step \"\(name)\" is there already, at \(first)")
            return
        } else if let location = nameValue?.location {
            names[name] = location
        }
        let place = fields["artifact"] ?? nameValue
        for path in [artifact, artifact + ".stderr"] {
            if let first = taken(path) {
                place?.fault("the artifact \"\(path)\" meets another one's, at \(first)")
                return
            }
        }
        guard let location = place?.location else { return }
        artifacts[artifact] = location
        artifacts[artifact + ".stderr"] = location
    }

    private func taken(_ path: String) -> SourceLocation? {
        if let location = artifacts[path] { return location }
        return artifacts.first { $0.key.hasPrefix(path + "/") || path.hasPrefix($0.key + "/") }?.value
    }

    private func fileName(_ value: YAMLValue?, what: String) -> String? {
        guard let value, let text = value.string() else { return nil }
        if text.contains("/") {
            value.fault("the \(what)'s name \(text.debugDescription) cannot be used: it has a path separator")
            return nil
        }
        return safe(text, value, "the \(what)'s name")
    }

    private func path(_ value: YAMLValue) -> String? {
        value.string().flatMap { safe($0, value, "the artifact") }
    }

    private func safe(_ text: String, _ value: YAMLValue, _ what: String) -> String? {
        do throws(SafePath.Unfit) {
            return try SafePath(text).description
        } catch {
            value.fault("\(what) \(text.debugDescription) cannot be used: \(error.reason)")
            return nil
        }
    }

    private func command(_ value: YAMLValue?) -> String? {
        guard let value, let text = value.string() else { return nil }
        if let reason = PlanStep.fault(ofCommand: text) {
            value.fault("the command cannot be run: \(reason)")
            return nil
        }
        return text
    }

    private static let mostSteps = 1000
    private static let usualTimeout = Duration.seconds(60)
    private static let usualSize: Int64 = 64 << 20
    private static let timeouts: ClosedRange<Duration> = .seconds(1) ... .seconds(7 * 86_400)
    private static let sizes: ClosedRange<Int64> = 1...(1 << 50)
}
