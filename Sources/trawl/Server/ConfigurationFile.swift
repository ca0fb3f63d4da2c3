import Foundation

/// Finds the file with a server's settings.
struct ConfigurationFile {
    let environment: Environment

    /// The file that is named, in a command or by TRAWL_CONFIG; else the first that there is; nil where there is none.
    func path(given: String?) -> String? {
        if let named = given ?? environment["TRAWL_CONFIG"] { return environment.absolute(named) }
        return places.first { FileManager.default.fileExists(atPath: $0) }
    }

    private var places: [String] {
        // The XDG specification: a path that is not absolute is to be ignored.
        let own =
            environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? (environment.home.isEmpty ? nil : "\(environment.home)/.config")
        return (own.map { ["\($0)/trawl/trawl.yaml"] } ?? []) + ["/etc/trawl/trawl.yaml"]
    }
}
