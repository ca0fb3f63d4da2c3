import Foundation
package import StrictYAML

/// The description of the API, as it is served: `openapi.yaml`, which is part of the program.
package enum OpenAPIDocument {
    /// The text that people wrote.
    package static let yaml = String(decoding: PackageResources.openapi_yaml, as: UTF8.self)

    /// The same as JSON.
    ///
    /// - Throws: `YAMLFaults` where the text is not strict YAML; a test holds that it is.
    package static func json() throws(YAMLFaults) -> String {
        let document = try YAMLDocument(text: yaml, named: "openapi.yaml")
        return document.root.jsonText
    }
}
