import ArgumentParser
import Foundation

/// The key under which a job is asked for: the same request under it makes no second job for a day.
struct SubmissionWord: ExpressibleByArgument, Equatable {
    let text: String

    init?(argument: String) {
        guard (1...255).contains(argument.utf8.count), argument.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        text = argument
    }

    /// One that nobody has used.
    init() {
        text = "trawl-\(UUID().uuidString.lowercased())"
    }
}
