import StrictYAML

/// The variables of the environment that begin as trawl's do.
package enum KnownVariables {
    /// Refuses those that nobody knows, as the file refuses unknown keys: one that is misspelt would say nothing.
    ///
    /// `others` are known besides the settings.
    ///
    /// - Throws: ``SettingsFault`` that names all of them, with what was probably meant.
    package static func check(_ environment: [String: String], others: [String]) throws(SettingsFault) {
        let known = ServerSetting.allCases.map(\.variable) + others
        let unknown = environment.keys.filter { $0.hasPrefix("TRAWL_") && !known.contains($0) }.sorted()
        guard !unknown.isEmpty else { return }
        let lines = unknown.map { name in
            "\(name): there is no setting of this name\(NearestName.question(for: name, among: known))"
        }
        throw SettingsFault(lines.joined(separator: "\n"))
    }
}
