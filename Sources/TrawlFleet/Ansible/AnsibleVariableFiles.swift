import Foundation
import StrictYAML

/// Reads `group_vars` and `host_vars` beside an inventory.
///
/// For a group or host NAME those are NAME, or else NAME.yml, NAME.yaml or NAME.json, or all such files in a folder
/// NAME, in the order of their names (the `host_group_vars` plugin of Ansible).
struct AnsibleVariableFiles {
    /// The inventory's folder; ends with a slash.
    private let folder: String
    /// All that was looked at.
    private(set) var files: [String] = []
    private var known: [String: [[String: AnsibleValue]]] = [:]
    private var listings: [String: Set<String>] = [:]

    init(folder: String) {
        self.folder = folder
    }

    /// What the files of a group say, each later file over the earlier ones; the strongest comes last.
    mutating func variables(ofGroup name: String, _ draft: inout AnsibleDraft) -> [[String: AnsibleValue]] {
        variables("group_vars", name, &draft)
    }

    /// What the files of a host say.
    mutating func variables(ofHost name: String, _ draft: inout AnsibleDraft) -> [[String: AnsibleValue]] {
        variables("host_vars", name, &draft)
    }

    private mutating func variables(
        _ kind: String,
        _ name: String,
        _ draft: inout AnsibleDraft
    ) -> [[String: AnsibleValue]] {
        if name.hasPrefix("/") || name.contains("..") { return [] }
        let key = "\(kind)/\(name)"
        if let variables = known[key] { return variables }
        var variables: [[String: AnsibleValue]] = []
        for file in paths(kind, name) {
            files.append(file)
            if let read = read(file, &draft) { variables.append(read) }
        }
        known[key] = variables
        return variables
    }

    private mutating func paths(_ kind: String, _ name: String) -> [String] {
        let base = folder + kind
        // One look at the folder serves thousands of hosts without a file of their own.
        if listings[base] == nil {
            listings[base] = Set((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [])
            files.append(base)
        }
        let isNested = name.contains("/")
        for ending in ["", ".yml", ".yaml", ".json"] {
            let path = "\(base)/\(name)\(ending)"
            guard isNested || listings[base]?.contains(name + ending) == true else { continue }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
            return isFolder.boolValue ? contents(of: path, depth: 0) : [path]
        }
        return []
    }

    private func contents(of folder: String, depth: Int) -> [String] {
        guard depth < 8 else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted { Array($0.unicodeScalars).lexicographicallyPrecedes(Array($1.unicodeScalars)) }
            .flatMap { name -> [String] in
                if name.hasPrefix(".") || name.hasSuffix("~") { return [] }
                let path = "\(folder)/\(name)"
                let ending = name.dropFirst().lastIndex(of: ".").map { String(name[$0...]) } ?? ""
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
                if isFolder.boolValue { return ending.isEmpty ? contents(of: path, depth: depth + 1) : [] }
                return ["", ".yml", ".yaml", ".json"].contains(ending) ? [path] : []
            }
    }

    private func read(_ file: String, _ draft: inout AnsibleDraft) -> [String: AnsibleValue]? {
        let text: String
        do {
            text = try SourceFile.text(of: file, limit: 8 << 20)
        } catch {
            draft.fault(SourceLocation(file: file), error.description)
            return nil
        }
        if text.hasPrefix("$ANSIBLE_VAULT;") {
            draft.note(SourceLocation(file: file), "encrypted by Ansible Vault; nothing in it is used")
            return nil
        }
        do {
            let root = try YAMLDocument(text: text, named: file, dialect: .foreign).root
            if root.isNull { return nil }
            guard let fields = root.fields else {
                draft.fault(root.location, "a mapping of variables is meant here")
                return nil
            }
            var variables: [String: AnsibleValue] = [:]
            for field in fields {
                guard let value = AnsibleValue(field.value) else { continue }
                variables[field.key] = AnsibleDraft.kept(field.key, value)
            }
            return variables
        } catch {
            draft.take(error)
            return nil
        }
    }
}
