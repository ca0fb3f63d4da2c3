import Foundation
package import StrictYAML

/// Finds profiles by the name of their file in a few folders, or by path.
///
/// A profile called `linux` is the file `linux.yaml` (or `.yml`) of the first folder that has one.
package struct ProfileLibrary: Hashable, Sendable {
    /// Where to look, the most important first; folders that are not there are passed over.
    package let folders: [String]

    package init(folders: [String]) {
        self.folders = folders
    }

    /// The folders of an installation: what the caller names, the working folder's, and those beside the program.
    package static func usual(given: [String] = [], executable: String?) -> ProfileLibrary {
        var folders = given + ["config/profiles"]
        if let executable {
            let beside = URL(filePath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
            folders.append(beside.appending(path: "config/profiles").path)
            folders.append(beside.deletingLastPathComponent().appending(path: "share/trawl/profiles").path)
        }
        return ProfileLibrary(folders: folders)
    }

    /// One file of the library, and what it holds or what is wrong with it.
    package struct Entry: Sendable {
        package let name: String
        package let path: String
        package let profile: Result<Profile, YAMLFaults>
    }

    /// Reads a profile by its name, or by the path of its file where it has a `/` or ends in `.yaml` or `.yml`.
    ///
    /// - Throws: ``ProfileFault`` where there is none, or it has mistakes.
    package func profile(_ wanted: String) throws(ProfileFault) -> Profile {
        if wanted.contains("/") || Self.endings.contains(where: wanted.hasSuffix) {
            do throws(YAMLFaults) { return try Profile(file: wanted) } catch { throw .invalid(error) }
        }
        let files = files()
        guard let file = files.first(where: { $0.name == wanted }) else {
            throw .unknown(name: wanted, known: files.map(\.name), folders: folders)
        }
        do throws(YAMLFaults) {
            return try Profile(file: file.path, expectedName: file.name)
        } catch {
            throw .invalid(error)
        }
    }

    /// Reads all profiles, by name; one that is hidden by a folder before it is left out.
    package func entries() -> [Entry] {
        files().map { file in
            do throws(YAMLFaults) {
                return Entry(
                    name: file.name,
                    path: file.path,
                    profile: .success(try Profile(file: file.path, expectedName: file.name))
                )
            } catch {
                return Entry(name: file.name, path: file.path, profile: .failure(error))
            }
        }
    }

    private func files() -> [(name: String, path: String)] {
        var found: [String: String] = [:]
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names.sorted() where !name.hasPrefix(".") {
                guard let ending = Self.endings.first(where: name.hasSuffix) else { continue }
                let base = String(name.dropLast(ending.count))
                if found[base] == nil { found[base] = "\(folder)/\(name)" }
            }
        }
        return found.map { (name: $0.key, path: $0.value) }.sorted { $0.name < $1.name }
    }

    private static let endings = [".yaml", ".yml"]
}
