import Foundation

/// Holds documents against the schemas of the API's description: the words of JSON Schema 2020-12 that it uses, and no
/// others, so that a word which is not understood is told instead of passed over.
struct SchemaCheck {
    /// The whole description, for references.
    let root: [String: Any]

    /// What is wrong with a document, each fault with its place.
    func faults(_ value: Any, _ schema: [String: Any], at path: String = "$") -> [String] {
        if let reference = schema["$ref"] as? String {
            guard let target = resolve(reference) else { return ["\(path): \(reference) leads nowhere"] }
            return faults(value, target, at: path)
        }
        return schema.flatMap { word, rule in faults(of: word, rule, schema, value, at: path) }
    }

    private func faults(
        of word: String,
        _ rule: Any,
        _ schema: [String: Any],
        _ value: Any,
        at path: String
    ) -> [String] {
        func fault(_ holds: Bool) -> [String] { holds ? [] : ["\(path): \(word) \(rule), and there is \(value)"] }
        switch word {
        case "description", "default", "title", "example", "examples": return []
        case "type":
            let names = rule as? [String] ?? [rule as? String ?? ""]
            return fault(names.contains { Self.isOf(type: $0, value) })
        case "enum": return fault((rule as? [NSObject] ?? []).contains { $0.isEqual(value) })
        case "const": return fault((rule as? NSObject)?.isEqual(value) ?? false)
        case "pattern":
            guard let text = value as? String, let pattern = rule as? String else { return [] }
            return fault(text.range(of: pattern, options: .regularExpression) != nil)
        case "format":
            guard let text = value as? String, rule as? String == "date-time" else { return [] }
            return fault(text.range(of: Self.time, options: .regularExpression) != nil)
        case "minLength": return fault(((value as? String)?.count ?? .max) >= rule as? Int ?? 0)
        case "maxLength": return fault(((value as? String)?.count ?? 0) <= rule as? Int ?? 0)
        case "minimum": return fault(Self.number(value).map { $0 >= Self.number(rule) ?? 0 } ?? true)
        case "maximum": return fault(Self.number(value).map { $0 <= Self.number(rule) ?? 0 } ?? true)
        case "minItems": return fault(((value as? [Any])?.count ?? .max) >= rule as? Int ?? 0)
        case "maxItems": return fault(((value as? [Any])?.count ?? 0) <= rule as? Int ?? 0)
        case "items":
            guard let items = value as? [Any], let inner = rule as? [String: Any] else { return [] }
            return items.enumerated().flatMap { faults($1, inner, at: "\(path)[\($0)]") }
        case "required":
            guard let object = value as? [String: Any] else { return [] }
            return (rule as? [String] ?? []).filter { object[$0] == nil }.map { "\(path).\($0) is missing" }
        case "properties":
            guard let object = value as? [String: Any], let known = rule as? [String: [String: Any]] else { return [] }
            return known.flatMap { name, inner in object[name].map { faults($0, inner, at: "\(path).\(name)") } ?? [] }
        case "additionalProperties":
            guard let object = value as? [String: Any] else { return [] }
            let known = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
            let others = object.filter { !known.contains($0.key) }
            if let inner = rule as? [String: Any] {
                return others.flatMap { faults($1, inner, at: "\(path).\($0)") }
            }
            return rule as? Bool == false ? others.map { "\(path).\($0.key) is not in the schema" } : []
        case "allOf": return alternatives(rule, value, path).flatMap(\.self)
        case "anyOf": return fault(alternatives(rule, value, path).contains { $0.isEmpty })
        case "oneOf": return fault(alternatives(rule, value, path).count(where: { $0.isEmpty }) == 1)
        default: return ["\(path): the check does not know the word \(word)"]
        }
    }

    private func alternatives(_ rule: Any, _ value: Any, _ path: String) -> [[String]] {
        (rule as? [[String: Any]] ?? []).map { faults(value, $0, at: path) }
    }

    func resolve(_ reference: String) -> [String: Any]? {
        var place: Any? = root
        for part in reference.dropFirst(2).split(separator: "/") { place = (place as? [String: Any])?[String(part)] }
        return place as? [String: Any]
    }

    private static func isOf(type: String, _ value: Any) -> Bool {
        switch type {
        case "null": value is NSNull
        case "string": value is String
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "boolean": isTruth(value)
        case "number": number(value) != nil
        case "integer": number(value).map { $0.rounded() == $0 } ?? false
        default: false
        }
    }

    private static func number(_ value: Any) -> Double? {
        isTruth(value) ? nil : (value as? NSNumber)?.doubleValue
    }

    private static func isTruth(_ value: Any) -> Bool {
        (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
    }

    private static let time = #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"#
}
