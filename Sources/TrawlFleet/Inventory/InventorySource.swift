import Foundation
import StrictYAML

/// Finds out what an inventory is, and reads it: trawl's own YAML, Ansible's INI or YAML, a folder of those, or a
/// program that prints Ansible's JSON.
struct InventorySource {
    let path: String

    /// What was read.
    enum Content {
        case own(YAMLDocument)
        case ansible(AnsibleInventory)
    }

    /// - Throws: `YAMLFaults` with every mistake.
    func read() throws(YAMLFaults) -> Content {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        var draft = AnsibleDraft()
        if isThere, isFolder.boolValue {
            read(folder: path, depth: 0, into: &draft)
            return .ansible(try AnsibleInventory(draft, path: path, folder: path.hasSuffix("/") ? path : path + "/"))
        }
        if isThere, isProgram {
            AnsibleProgram(path: path).read(into: &draft)
        } else {
            let text = try self.text()
            guard Self.isYAML(text, named: path) else {
                var reader = AnsibleINIReader(file: path)
                reader.read(text, into: &draft)
                return try ansible(draft)
            }
            let document = try YAMLDocument(text: text, named: path, dialect: .foreign)
            guard AnsibleYAMLReader.isInventory(document.root) else {
                // Read again, strictly.
                return .own(try YAMLDocument(text: text, named: path))
            }
            AnsibleYAMLReader().read(document.root, into: &draft)
        }
        return try ansible(draft)
    }

    private func ansible(_ draft: AnsibleDraft) throws(YAMLFaults) -> Content {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
        return .ansible(try AnsibleInventory(draft, path: path, folder: folder))
    }

    private func text() throws(YAMLFaults) -> String {
        do {
            return try SourceFile.text(of: path, limit: 8 << 20)
        } catch {
            throw YAMLFaults(faults: [YAMLFault(location: SourceLocation(file: path), message: error.description)])
        }
    }

    /// Whether the file is to be run: it may be, and begins as programs do.
    private var isProgram: Bool {
        guard FileManager.default.isExecutableFile(atPath: path), let file = FileHandle(forReadingAtPath: path) else {
            return false
        }
        defer { try? file.close() }
        let start = (try? file.read(upToCount: 4)) ?? Data()
        return start.starts(with: Data("#!".utf8)) || start == Data([0x7F, 0x45, 0x4C, 0x46])
    }

    /// Reads the files of a folder in the order of their names, as Ansible does.
    private func read(folder: String, depth: Int, into draft: inout AnsibleDraft) {
        guard depth < 8 else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        for name in names.sorted(by: { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }) {
            if name.hasPrefix(".") || Self.besides.contains(name) || Self.ignored.contains(where: name.hasSuffix) {
                continue
            }
            let part = InventorySource(path: base + name)
            draft.files.append(part.path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: part.path, isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                read(folder: part.path, depth: depth + 1, into: &draft)
            } else {
                part.read(into: &draft)
            }
        }
    }

    /// Reads one file of a folder, which is Ansible's in any case.
    private func read(into draft: inout AnsibleDraft) {
        if isProgram { return AnsibleProgram(path: path).read(into: &draft) }
        do {
            let text = try self.text()
            guard Self.isYAML(text, named: path) else {
                var reader = AnsibleINIReader(file: path)
                return reader.read(text, into: &draft)
            }
            let document = try YAMLDocument(text: text, named: path, dialect: .foreign)
            AnsibleYAMLReader().read(document.root, into: &draft)
        } catch {
            draft.take(error)
        }
    }

    /// By the file's name, and where that says nothing by its first line.
    private static func isYAML(_ text: String, named path: String) -> Bool {
        if [".yml", ".yaml", ".json"].contains(where: path.hasSuffix) { return true }
        if path.hasSuffix(".ini") { return false }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).lazy.map { Substring($0).trimmed }
        guard let first = lines.first(where: { !$0.isEmpty && !$0.hasPrefix("#") && !$0.hasPrefix(";") }) else {
            return true
        }
        if first == "---" || first.hasPrefix("{") || first.hasPrefix("%YAML") { return true }
        return first.contains(/^[A-Za-z0-9_."'-]+\s*:(\s|$)/)
    }

    private static let besides: Set = ["group_vars", "host_vars", "vars_plugins"]
    /// INVENTORY_IGNORE_EXTS of Ansible.
    private static let ignored = [
        ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry",
    ]
}
