package import TrawlCollect

/// The profiles that a server has, by name.
package struct ProfileListDocument: Hashable, Sendable, Codable {
    /// A profile in the list; one with mistakes is listed too, so that its absence is no riddle.
    package struct Entry: Hashable, Sendable, Codable {
        package var name: String
        package var description: String
        package var steps: Int
        package var usable: Bool
    }

    package var profiles: [Entry]

    package init(_ entries: [ProfileLibrary.Entry]) {
        profiles = entries.map { entry in
            switch entry.profile {
            case .success(let profile):
                Entry(name: entry.name, description: profile.description, steps: profile.steps.count, usable: true)
            case .failure:
                Entry(name: entry.name, description: "The file has mistakes", steps: 0, usable: false)
            }
        }
    }
}
