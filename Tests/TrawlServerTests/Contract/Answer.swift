import AsyncHTTPClient
import Foundation

/// What a server answered.
struct Answer: Sendable {
    let status: Int
    /// Names in lower case.
    let fields: [String: String]
    let text: String

    /// The body's object; empty where it is none.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    /// A text of the body's object, by its path of names.
    subscript(_ path: String...) -> String? {
        var value: Any? = json
        for name in path { value = (value as? [String: Any])?[name] }
        if let text = value as? String { return text }
        return (value as? NSNumber)?.stringValue
    }

    func list(_ name: String) -> [[String: Any]] { json[name] as? [[String: Any]] ?? [] }
}
