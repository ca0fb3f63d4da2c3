import ArgumentParser
import TrawlCollect

/// An archive's format on the command line, or as a file's name ends.
struct BundleFormatArgument: ExpressibleByArgument {
    let format: BundleFormat

    init?(argument: String) {
        guard let format = BundleFormat(rawValue: argument.lowercased()) else { return nil }
        self.format = format
    }

    init?(fileName: String) {
        let name = fileName.lowercased()
        if name.hasSuffix(".tgz") {
            format = .tarGzip
        } else if let format = BundleFormat.allCases.first(where: { name.hasSuffix(".\($0.fileExtension)") }) {
            self.format = format
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { BundleFormat.allCases.map(\.rawValue) }
}
