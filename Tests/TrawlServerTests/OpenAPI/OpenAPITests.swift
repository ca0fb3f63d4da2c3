import Foundation
import Logging
import StrictYAML
import Testing
import TrawlCollect
import TrawlDomain
import TrawlFleet
import TrawlTestKit

@testable import TrawlServer

@Suite("The description of the API")
struct OpenAPITests {
    @Test("It has exactly the routes that the router has, and where they are")
    func routes() async throws {
        let description = try description()
        let paths = try #require(description["paths"] as? [String: [String: Any]])
        var described: Set<String> = []
        for (path, item) in paths {
            let isPrefixedAlone = item["servers"] != nil
            for method in item.keys where Self.methods.contains(method) {
                described.insert("\(method.uppercased()) /api/v1\(path)")
                if !isPrefixedAlone { described.insert("\(method.uppercased()) \(path)") }
            }
        }
        let routed = Set(try await routesOfServer().map { $0.replacing("**", with: "{path}") })
        #expect(routed.subtracting(described) == [], "routes that the description does not have")
        #expect(described.subtracting(routed) == [], "described, but not there")
    }

    @Test("Its lists of words are the domain's")
    func words() throws {
        let schemas = try #require((try description()["components"] as? [String: Any])?["schemas"] as? [String: Any])
        func words(_ name: String) -> [String] { (schemas[name] as? [String: Any])?["enum"] as? [String] ?? [] }
        #expect(words("JobStatus") == JobStatus.allCases.map(\.rawValue))
        #expect(words("NodeStatus") == NodeStatus.allCases.map(\.rawValue))
        #expect(words("NodeStage") == NodeStage.allCases.map(\.rawValue))
        #expect(words("FailureCode") == FailureCode.allCases.map(\.rawValue))
        #expect(words("CancelOutcome") == CancelOutcome.allCases.map(\.rawValue))
        let error = (schemas["Error"] as? [String: Any])?["properties"] as? [String: [String: Any]]
        #expect(error?["error_code"]?["enum"] as? [String] == APIFailure.Code.allCases.map(\.rawValue))
    }

    @Test("Every reference in it leads somewhere, and every operation says what a 401 is")
    func references() throws {
        let description = try description()
        var missing: [String] = []
        Self.walk(description) { object in
            guard let reference = object["$ref"] as? String else { return }
            var place: Any? = description
            for part in reference.dropFirst(2).split(separator: "/") {
                place = (place as? [String: Any])?[String(part)]
            }
            if place == nil { missing.append(reference) }
        }
        #expect(missing == [])
        for (path, item) in try #require(description["paths"] as? [String: [String: Any]]) {
            for (method, operation) in item where Self.methods.contains(method) {
                let operation = try #require(operation as? [String: Any])
                let responses = try #require(operation["responses"] as? [String: Any])
                let isOpen = (operation["security"] as? [Any])?.isEmpty == true
                #expect((responses["401"] == nil) == isOpen, "\(method) \(path)")
            }
        }
    }

    @Test("Its examples are documents that the server itself reads or writes so")
    func examples() throws {
        let paths = try #require(try description()["paths"] as? [String: [String: Any]])
        let submit = try #require(paths["/jobs"]?["post"] as? [String: Any])
        let content = (submit["requestBody"] as? [String: Any])?["content"] as? [String: [String: Any]]
        let bodies = try #require(content?["application/json"]?["examples"] as? [String: [String: Any]])
        for (_, example) in bodies {
            let data = try JSONSerialization.data(withJSONObject: try #require(example["value"]))
            _ = try JSONDecoder().decode(NewJobDocument.self, from: data)
        }
        let show = try #require(paths["/jobs/{id}"]?["get"] as? [String: Any])
        let job = try #require(Self.example(of: show, "200"))
        let read = try DocumentCoding.document(
            JobDocument.self,
            from: try JSONSerialization.data(withJSONObject: job)
        )
        let written = try JSONSerialization.jsonObject(with: Data(try DocumentCoding.text(of: read).utf8))
        #expect(written as? NSDictionary == job as NSDictionary)
    }

    private static let methods: Set<String> = ["get", "post", "put", "delete", "patch", "head", "options"]

    private func description() throws -> [String: Any] {
        let json = try OpenAPIDocument.json()
        return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    /// The description writes a path that goes on over slashes like any other parameter.
    private func routesOfServer() async throws -> [String] {
        try await TemporaryFolder.with { folder in
            let configuration = try ServerConfiguration(
                ServerSettings(file: nil, environment: [:], flags: [:]),
                absolute: { $0 },
                standardDataDirectory: folder.file("data").path
            )
            let account = LocalAccount(
                userName: "test",
                homeDirectory: folder.path,
                workingDirectory: folder.path,
                agentSocket: nil,
                canRead: { _ in false }
            )
            let server = try await ServerProcess.open(
                configuration,
                profiles: ProfileLibrary(folders: []),
                account: account,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let routes = server.routes
            await server.shutdown()
            try await server.run { _ in }
            return routes
        }
    }

    private static func example(of operation: [String: Any], _ status: String) -> [String: Any]? {
        let response = (operation["responses"] as? [String: [String: Any]])?[status]
        let content = response?["content"] as? [String: [String: Any]]
        return content?["application/json"]?["example"] as? [String: Any]
    }

    private static func walk(_ value: Any, _ look: ([String: Any]) -> Void) {
        if let object = value as? [String: Any] {
            look(object)
            for (_, inner) in object { walk(inner, look) }
        } else if let list = value as? [Any] {
            for inner in list { walk(inner, look) }
        }
    }
}
