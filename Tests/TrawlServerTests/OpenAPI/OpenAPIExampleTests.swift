import Foundation
import Testing
import TrawlServer

@Suite("The examples in the description of the API")
struct OpenAPIExampleTests {
    private let root: [String: Any]

    init() throws {
        let json = try OpenAPIDocument.json()
        root = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    @Test("Each is a document of its schema")
    func schemas() {
        let check = SchemaCheck(root: root)
        var seen = 0
        Self.walk(root, "") { object, path in
            guard let schema = object["schema"] as? [String: Any] else { return }
            var examples = (object["examples"] as? [String: [String: Any]] ?? [:]).compactMapValues { $0["value"] }
            examples["example"] = object["example"]
            for (name, example) in examples {
                seen += 1
                #expect(check.faults(example, schema) == [], "\(path).\(name)")
            }
        }
        #expect(seen > 30, "only \(seen) examples were found")
    }

    @Test("Every error that can be answered has one, and its kind is that of its status")
    func errors() throws {
        let responses = try #require((root["components"] as? [String: Any])?["responses"] as? [String: [String: Any]])
        for (name, response) in responses {
            guard let content = (response["content"] as? [String: [String: Any]])?["application/json"],
                (content["schema"] as? [String: Any])?["$ref"] as? String == "#/components/schemas/Error"
            else { continue }
            let example = content["example"] as? [String: Any]
            #expect(example != nil, "\(name) has no example")
            #expect(APIFailure.Code(rawValue: example?["error_code"] as? String ?? "") != nil, "\(name)")
        }
        let paths = try #require(root["paths"] as? [String: [String: Any]])
        for (path, item) in paths {
            for (method, operation) in item {
                guard let answers = (operation as? [String: Any])?["responses"] as? [String: [String: Any]] else {
                    continue
                }
                for (status, answer) in answers where status >= "400" {
                    let whole = (answer["$ref"] as? String).flatMap { SchemaCheck(root: root).resolve($0) } ?? answer
                    let content = (whole["content"] as? [String: [String: Any]])?["application/json"]
                    #expect(content?["example"] != nil, "\(status) of \(method) \(path) has no example")
                }
            }
        }
    }

    @Test("The check itself finds what is wrong")
    func faults() {
        let check = SchemaCheck(root: root)
        func faults(_ value: Any, _ name: String) -> [String] {
            check.faults(value, ["$ref": "#/components/schemas/\(name)"])
        }
        #expect(faults("PENDING", "JobStatus") == [])
        #expect(faults("pending", "JobStatus").count == 1)
        #expect(faults(7, "JobStatus").count == 2)
        let counts = ["pending": 0, "running": 0, "succeeded": 0, "failed": 0, "cancelled": 0]
        #expect(faults(counts, "Counts") == [])
        #expect(faults(counts.merging(["failed": -1]) { $1 }, "Counts").count == 1)
        #expect(faults(counts.merging(["lost": 1]) { $1 }, "Counts").count == 1)
        #expect(faults(counts.filter { $0.key != "failed" }, "Counts").count == 1)
        #expect(faults(["targets": "all"], "NewJob").count == 1)
        #expect(faults("2026-11-21", "Time").count == 1)
        #expect(check.faults(1, ["multipleOf": 2]).count == 1)
    }

    private static func walk(_ value: Any, _ path: String, _ look: ([String: Any], String) -> Void) {
        if let object = value as? [String: Any] {
            look(object, path)
            for (name, inner) in object { walk(inner, "\(path).\(name)", look) }
        } else if let list = value as? [Any] {
            for (place, inner) in list.enumerated() { walk(inner, "\(path)[\(place)]", look) }
        }
    }
}
