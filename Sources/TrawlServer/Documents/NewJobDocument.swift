/// A job as a caller asks for it: the body of `POST /jobs`.
package struct NewJobDocument: Hashable, Sendable {
    /// One node set, or several whose union is taken.
    package var targets: [String]
    /// A profile of the server, by its name; nil for ``commands``.
    package var profile: String?
    /// Commands for the nodes' shell; only for callers with the admin role.
    package var commands: [String]?
    /// Values for the profile's parameters, by their names.
    package var parameters: [String: String]?
    package var name: String?
    /// Whether the job is run at once.
    package var start: Bool
    package var options: NewJobOptionsDocument

    package init(
        targets: [String],
        profile: String? = nil,
        commands: [String]? = nil,
        parameters: [String: String]? = nil,
        name: String? = nil,
        start: Bool = true,
        options: NewJobOptionsDocument = NewJobOptionsDocument()
    ) {
        self.targets = targets
        self.profile = profile
        self.commands = commands
        self.parameters = parameters
        self.name = name
        self.start = start
        self.options = options
    }
}

extension NewJobDocument: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case targets, profile, commands, parameters, name, start, options
    }

    package init(from decoder: any Decoder) throws {
        try StrictFields.check(decoder, CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try StrictFields.refuseNulls(in: fields)
        targets = try Self.targets(in: fields)
        profile = try fields.decodeIfPresent(String.self, forKey: .profile)
        commands = try fields.decodeIfPresent([String].self, forKey: .commands)
        parameters = try fields.decodeIfPresent([String: String].self, forKey: .parameters)
        name = try fields.decodeIfPresent(String.self, forKey: .name)
        start = try fields.decodeIfPresent(Bool.self, forKey: .start) ?? true
        options = try fields.decodeIfPresent(NewJobOptionsDocument.self, forKey: .options) ?? NewJobOptionsDocument()
        try checkWork(in: fields)
        try checkName(in: fields)
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(targets, forKey: .targets)
        try fields.encodeIfPresent(profile, forKey: .profile)
        try fields.encodeIfPresent(commands, forKey: .commands)
        try fields.encodeIfPresent(parameters, forKey: .parameters)
        try fields.encodeIfPresent(name, forKey: .name)
        try fields.encode(start, forKey: .start)
        try fields.encode(options, forKey: .options)
    }

    private static func targets(in fields: KeyedDecodingContainer<CodingKeys>) throws -> [String] {
        let targets: [String]
        if let one = try? fields.decode(String.self, forKey: .targets) {
            targets = [one]
        } else {
            targets = try fields.decode([String].self, forKey: .targets)
        }
        if targets.isEmpty || targets.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw StrictFields.fault(.targets, in: fields, "Name the nodes: web[01-40], @web, or all")
        }
        // What the job keeps of its targets is shown on one line, in lists and in logs.
        if targets.contains(where: { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } }) {
            throw StrictFields.fault(.targets, in: fields, "Targets cannot have control characters in them")
        }
        if targets.reduce(targets.count, { $0 + $1.utf8.count }) > 65_536 {
            throw StrictFields.fault(.targets, in: fields, "Targets of more than 64 KiB; use groups of the inventory")
        }
        return targets
    }

    private func checkWork(in fields: KeyedDecodingContainer<CodingKeys>) throws {
        switch (profile, commands) {
        case (nil, nil): throw StrictFields.fault(.profile, in: fields, "Say what to do: give profile or commands")
        case (_?, _?): throw StrictFields.fault(.commands, in: fields, "Give profile or commands, not both")
        case (let profile?, nil):
            // A path would make the server read files of the caller's choice.
            if profile.isEmpty || profile.hasPrefix(".") || profile.contains("/") || profile.contains("\0")
                || profile.hasSuffix(".yaml") || profile.hasSuffix(".yml")
            {
                throw StrictFields.fault(
                    .profile,
                    in: fields,
                    "A profile is given by its name, as GET /profiles has it"
                )
            }
        case (nil, let commands?):
            if parameters != nil {
                throw StrictFields.fault(.parameters, in: fields, "Parameters are a profile's; commands have none")
            }
            if commands.isEmpty { throw StrictFields.fault(.commands, in: fields, "There is no command to run") }
            if commands.count > 100 {
                throw StrictFields.fault(.commands, in: fields, "More than 100 commands; write a profile")
            }
        }
    }

    private func checkName(in fields: KeyedDecodingContainer<CodingKeys>) throws {
        guard let name else { return }
        if name.isEmpty || name.utf8.count > 200 || !StrictFields.isOneLine(name) {
            throw StrictFields.fault(
                .name,
                in: fields,
                "A name is one line of at most 200 bytes without control characters"
            )
        }
    }
}
