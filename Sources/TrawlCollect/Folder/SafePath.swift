import Crypto

/// A relative path that cannot leave the folder that it is used in, whoever chose its words.
///
/// It has no empty, `.` or `..` component, no control character and no backslash, is bounded in length and depth, and
/// leaves `.part`, the ending of unfinished files, to trawl.
package struct SafePath: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Takes a path that a person wrote as it is, or says what is wrong with it.
    ///
    /// - Throws: ``Unfit`` with the reason, fit to be shown.
    package init(_ text: String) throws(Unfit) {
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        if let reason = Self.fault(of: text, components) { throw Unfit(path: text, reason: reason) }
        description = text
    }

    /// Maps any path, such as one of a node's file system, to a safe one; the same path always to the same one.
    ///
    /// Different paths may meet in one; ``ArtifactNames`` keeps them apart.
    package init(mapping original: String) {
        var components = original.split(separator: "/").filter { $0 != "." }.map(Self.tame)
        if components.isEmpty { components = ["_"] }
        var path = components.joined(separator: "/")
        if components.count > Self.longestDepth || path.utf8.count > Self.longestPath {
            path = "\(Self.mark(of: original))/\(components[components.count - 1])"
        }
        description = path
    }

    private static let longestComponent = 200
    private static let longestPath = 1000
    private static let longestDepth = 16
    /// What files are called that are not finished.
    static let unfinished = ".part"

    private static func fault(of text: String, _ components: [Substring]) -> String? {
        if text.isEmpty { return "it is empty" }
        if text.hasPrefix("/") { return "it is absolute" }
        if text.utf8.count > longestPath { return "it is longer than \(longestPath) bytes" }
        if components.count > longestDepth { return "it is deeper than \(longestDepth) folders" }
        for component in components {
            if component.isEmpty { return "it has an empty component" }
            if component == ".." { return "it goes up by \"..\"" }
            if component.hasPrefix(".") { return "a component begins with a dot" }
            if component.hasPrefix("-") { return "a component begins with a dash" }
            if component.hasSuffix(unfinished) { return "a component ends in \"\(unfinished)\"" }
            if component.utf8.count > longestComponent { return "a component is longer than \(longestComponent) bytes" }
            for scalar in component.unicodeScalars {
                if scalar.properties.isWhitespace { return "it has white space" }
                if scalar == "\\" { return "it has a backslash" }
                if !isPrintable(scalar) { return "it has a control character" }
            }
        }
        return nil
    }

    private static func tame(_ component: Substring) -> String {
        if component == ".." { return "__" }
        var name = ""
        for scalar in component.unicodeScalars {
            let isPlain = scalar == " " || (!scalar.properties.isWhitespace && scalar != "\\" && isPrintable(scalar))
            name.unicodeScalars.append(isPlain ? scalar : "_")
        }
        if name.hasPrefix("-") { name = "_" + name }
        if name.hasSuffix(unfinished) { name += "_" }
        guard name.utf8.count > longestComponent else { return name }
        var short = ""
        for scalar in name.unicodeScalars {
            guard short.utf8.count + UTF8.width(scalar) <= longestComponent - 20 else { break }
            short.unicodeScalars.append(scalar)
        }
        return "\(short)~\(mark(of: String(component)))"
    }

    /// Sixteen hexadecimal digits that tell apart what was cut.
    private static func mark(of text: String) -> String {
        var hasher = SHA256()
        Array(text.utf8).withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return HexText.lowercase(Array(hasher.finalize()).prefix(8))
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    /// A text that cannot be a path in a folder of ours.
    package struct Unfit: Error, Equatable, Sendable, CustomStringConvertible {
        package let path: String
        package let reason: String

        package var description: String { "file name \(path.debugDescription) cannot be used: \(reason)" }
    }
}
