package import StrictYAML

/// A named list of steps that somebody wrote down in a YAML file.
///
/// ```yaml
/// name: web
/// description: What the web servers say
/// redact: all                # or a list: [password, token, private_key, cloud_key, jwt, url_credentials]; none
/// parameters:
///   since: 2h               # the default; --set since=1d gives another
///   lines: {type: integer, default: 500, description: At most so many}
/// steps:
///   - name: nginx
///     run: journalctl -u nginx --no-pager --since "-$since" -n "$lines"
///     artifact: nginx.log     # the step's name and .txt where it is left out
///     timeout: 30s            # 60s
///     max_bytes: 100MiB       # 64MiB
///     optional: true          # false
/// ```
package struct Profile: Hashable, Sendable {
    package let name: String
    package let description: String
    package let steps: [PlanStep]
    /// Which secrets are taken out of what the nodes say, besides those that are known.
    package let redact: [RedactionRule]
    /// What may, or must, be given when it is run.
    package let parameters: [ProfileParameter]

    /// Reads a file.
    ///
    /// - Throws: `YAMLFaults` with every mistake in the file, each at its place.
    package init(file path: String) throws(YAMLFaults) {
        try self.init(YAMLDocument(file: path), expectedName: nil)
    }

    /// Reads a file of a library, where a profile has the name of its file.
    init(file path: String, expectedName: String) throws(YAMLFaults) {
        try self.init(YAMLDocument(file: path), expectedName: expectedName)
    }

    /// Reads a text that is called `source` in messages.
    ///
    /// - Throws: `YAMLFaults` with every mistake in the text, each at its place.
    package init(text: String, named source: String) throws(YAMLFaults) {
        try self.init(YAMLDocument(text: text, named: source), expectedName: nil)
    }

    private init(_ document: YAMLDocument, expectedName: String?) throws(YAMLFaults) {
        var decoder = ProfileDecoder()
        let profile = decoder.decode(document.root, expectedName: expectedName)
        try document.check()
        (name, description, redact, parameters, steps) = profile
    }
}
