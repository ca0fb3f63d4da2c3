/// One field of a mapping: its name, where the name stands, and what it holds.
package struct YAMLEntry {
    package let key: String
    /// Where the key stands; ``YAMLValue/location`` is where the value does.
    package let location: SourceLocation
    package let value: YAMLValue

    /// Writes a mistake down that is the key's own.
    package func fault(_ message: String) {
        value.log.add(location, message)
    }
}

extension YAMLEntry {
    /// A field whose name was written where a mapping was meant, with nothing in it.
    package init(key: String, emptyAt value: YAMLValue) {
        self.init(
            key: key,
            location: value.location,
            value: YAMLValue(content: .null, location: value.location, log: value.log)
        )
    }
}
