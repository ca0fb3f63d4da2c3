package import TrawlCollect

/// A profile of the server: what it does on a node.
package struct ProfileDocument: Hashable, Sendable {
    /// One command of it.
    package struct Step: Hashable, Sendable {
        package var name: String
        package var run: String
        package var artifact: String
        package var timeout: Double?
        package var maxBytes: Int64
        package var optional: Bool
    }

    /// What may, or must, be given when it is run.
    package struct Parameter: Hashable, Codable, Sendable {
        package enum Kind: String, Codable, Sendable {
            case string, integer, boolean
        }

        package var name: String
        package var description: String
        package var type: Kind
        /// The only texts that it can be; nil where it can be any of its type.
        package var choices: [String]?
        /// What it is where nobody gives it; nil where somebody has to.
        package var `default`: String?

        package init(_ parameter: ProfileParameter) {
            name = parameter.name
            description = parameter.description
            `default` = parameter.standard
            switch parameter.kind {
            case .string: type = .string
            case .integer: type = .integer
            case .boolean: type = .boolean
            case .choice(let words):
                type = .string
                choices = words
            }
        }

        private enum CodingKeys: CodingKey {
            case name, description, type, choices, `default`
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(description, forKey: .description)
            try container.encode(type, forKey: .type)
            try container.encode(choices, forKey: .choices)
            try container.encode(`default`, forKey: .default)
        }
    }

    package var name: String
    package var description: String
    package var parameters: [Parameter]
    package var steps: [Step]
    /// Which secrets are taken out of what nodes say, besides those that are known.
    package var redact: [RedactionRule]

    package init(_ profile: Profile) {
        name = profile.name
        description = profile.description
        redact = profile.redact
        parameters = profile.parameters.map { Parameter($0) }
        steps = profile.steps.map { step in
            Step(
                name: step.name,
                run: step.run,
                artifact: step.artifact,
                timeout: step.timeout.map { $0 / .milliseconds(1) / 1000 },
                maxBytes: step.maxBytes,
                optional: step.optional
            )
        }
    }
}

extension ProfileDocument: Codable {}

extension ProfileDocument.Step: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, run, artifact
        case timeout = "timeout_s"
        case maxBytes = "max_bytes"
        case optional
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(run, forKey: .run)
        try container.encode(artifact, forKey: .artifact)
        try container.encode(timeout, forKey: .timeout)
        try container.encode(maxBytes, forKey: .maxBytes)
        try container.encode(optional, forKey: .optional)
    }
}
