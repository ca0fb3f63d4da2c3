package import Foundation

/// Where the project's files are, for tests that use its fixtures, profiles and built program.
package enum ProjectFolder {
    /// The folder that holds Package.swift.
    package static var url: URL {
        // Tests/TrawlTestKit/ProjectFolder.swift
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// The place of one of its files.
    package static func file(_ path: String) -> URL {
        url.appending(path: path, directoryHint: .notDirectory)
    }

    /// The program that was built together with the running tests.
    package static var trawl: URL {
        // The test bundle is an executable in the same folder.
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "trawl", directoryHint: .notDirectory)
    }
}
