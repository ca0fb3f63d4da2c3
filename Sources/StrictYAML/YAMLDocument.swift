/// One YAML file, read strictly: nothing in it is guessed, ignored or given twice.
///
/// Decode it with the typed accessors of ``YAMLValue`` and ``YAMLMapping``, which answer nil and write the mistake
/// down where the file does not hold what was asked for; then call ``check()``, which throws all of them together:
/// ```swift
/// let document = try YAMLDocument(file: path)
/// let fields = document.root.mapping(fields: ["name", "timeout"])
/// let profile = Profile(
///     name: fields?.required("name")?.string() ?? "",
///     timeout: fields?.duration("timeout") ?? .seconds(60)
/// )
/// try document.check()
/// ```
/// Anchors, aliases and tags are refused unless the dialect allows them, several documents in one file and files over
/// 8 MiB always are.
package struct YAMLDocument {
    /// What the file is called in messages.
    package let name: String
    package let root: YAMLValue
    private let log: YAMLFaultLog

    /// Reads a file.
    ///
    /// - Throws: `YAMLFaults` where the file cannot be read, is too large, or is not YAML of the dialect.
    package init(file path: String, dialect: YAMLDialect = .strict) throws(YAMLFaults) {
        let text: String
        do {
            text = try SourceFile.text(of: path, limit: Self.sizeLimit)
        } catch {
            throw YAMLFaults(SourceLocation(file: path), error.description)
        }
        try self.init(text: text, named: path, dialect: dialect)
    }

    /// Reads a text that is called `name` in messages.
    ///
    /// - Throws: `YAMLFaults` where the text is too large or is not YAML of the dialect.
    package init(text: String, named name: String, dialect: YAMLDialect = .strict) throws(YAMLFaults) {
        guard text.utf8.count <= Self.sizeLimit else {
            throw YAMLFaults(SourceLocation(file: name), "the file is larger than 8MiB")
        }
        let log = YAMLFaultLog()
        self.name = name
        self.log = log
        var composer = YAMLComposer(name: name, dialect: dialect, log: log)
        root = try composer.compose(text)
        try log.check(file: name)
    }

    /// Says whether all that was read until now was as it must be.
    ///
    /// - Throws: `YAMLFaults` with every mistake that the accessors met.
    package func check() throws(YAMLFaults) {
        try log.check(file: name)
    }

    private static let sizeLimit = 8 << 20
}
