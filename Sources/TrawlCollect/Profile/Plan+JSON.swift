import Foundation

extension Plan {
    /// The plan as `Job.plan` stores it.
    ///
    /// - Throws: ``PlanFault`` where a part of it has no form in JSON.
    package func json() throws(PlanFault) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            throw PlanFault(message: "the plan \(name) cannot be stored: \(error)")
        }
    }

    /// Reads what ``json()`` wrote.
    ///
    /// - Throws: ``PlanFault`` where it is anything else.
    package init(json: String) throws(PlanFault) {
        do {
            self = try JSONDecoder().decode(Plan.self, from: Data(json.utf8))
        } catch {
            throw PlanFault(message: "the job's plan cannot be read: \(error)")
        }
        guard !steps.isEmpty else { throw PlanFault(message: "the job's plan has no step") }
    }
}

extension Plan: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, steps, redact
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try fields.decode(String.self, forKey: .name),
            steps: try fields.decode([PlanStep].self, forKey: .steps),
            // Plans of before there was redaction have none.
            redact: try fields.decodeIfPresent([RedactionRule].self, forKey: .redact) ?? []
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(name, forKey: .name)
        try fields.encode(steps, forKey: .steps)
        if !redact.isEmpty { try fields.encode(redact, forKey: .redact) }
    }
}

extension PlanStep: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, run, artifact, optional
        case timeoutMs = "timeout_ms"
        case maxBytes = "max_bytes"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try fields.decode(String.self, forKey: .name),
            run: try fields.decode(String.self, forKey: .run),
            artifact: try fields.decode(String.self, forKey: .artifact),
            timeout: try fields.decodeIfPresent(Int64.self, forKey: .timeoutMs).map { .milliseconds($0) },
            maxBytes: try fields.decode(Int64.self, forKey: .maxBytes),
            optional: try fields.decode(Bool.self, forKey: .optional)
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(name, forKey: .name)
        try fields.encode(run, forKey: .run)
        try fields.encode(artifact, forKey: .artifact)
        try fields.encodeIfPresent(timeout.map { Int64($0 / .milliseconds(1)) }, forKey: .timeoutMs)
        try fields.encode(maxBytes, forKey: .maxBytes)
        try fields.encode(optional, forKey: .optional)
    }
}
