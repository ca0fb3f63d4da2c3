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
