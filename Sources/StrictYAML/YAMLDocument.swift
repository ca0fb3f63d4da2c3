import Foundation

/// One YAML file, read strictly: nothing in it is guessed, ignored or given twice.
///
/// Decode it with the typed accessors of ``YAMLValue`` and ``YAMLMapping``, which answer nil and write the mistake down where
/// the file does not hold what was asked for; then call ``check()``, which throws all of them together:
/// ```swift
/// let document = try YAMLDocument(file: path)
/// let fields = document.root.mapping(fields: ["name", "timeout"])
/// let profile = Profile(
///     name: fields?.required("name")?.string() ?? "",
///     timeout: fields?.duration("timeout") ?? .seconds(60)
/// )
/// try document.check()
/// ```
/// Anchors, aliases, tags and several documents in one file are refused, and so are files over 8 MiB.
package struct YAMLDocument {
    /// What the file is called in messages.
    package let name: String
    package let root: YAMLValue
    private let log: YAMLFaultLog

    /// Reads a file.
    ///
    /// - Throws: `YAMLFaults` where the file cannot be read, is too large, or is not strict YAML.
    package init(file path: String) throws(YAMLFaults) {
        let whole = SourceLocation(file: path)
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            bytes = try handle.read(upToCount: Self.sizeLimit + 1) ?? Data()
        } catch {
            throw YAMLFaults(whole, "the file cannot be read: \(Self.reason(error))")
        }
        guard bytes.count <= Self.sizeLimit else { throw YAMLFaults(whole, Self.tooLarge) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw YAMLFaults(whole, "the file is not UTF-8 text")
        }
        try self.init(text: text, named: path)
    }

    /// Reads a text that is called `name` in messages.
    ///
    /// - Throws: `YAMLFaults` where the text is too large or is not strict YAML.
    package init(text: String, named name: String) throws(YAMLFaults) {
        guard text.utf8.count <= Self.sizeLimit else { throw YAMLFaults(SourceLocation(file: name), Self.tooLarge) }
        let log = YAMLFaultLog()
        self.name = name
        self.log = log
        root = try YAMLComposer(name: name, log: log).compose(text)
        try log.check(file: name)
    }

    /// Says whether all that was read until now was as it must be.
    ///
    /// - Throws: `YAMLFaults` with every mistake that the accessors met.
    package func check() throws(YAMLFaults) {
        try log.check(file: name)
    }

    private static let sizeLimit = 8 << 20
    private static let tooLarge = "the file is larger than 8 MiB"

    private static func reason(_ error: any Error) -> String {
        let system = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        return system.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(system.code))) : "\(error)"
    }
}
