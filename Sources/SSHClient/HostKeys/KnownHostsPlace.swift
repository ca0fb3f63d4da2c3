/// A line of a known_hosts file; prints as `FILE:LINE`.
public struct KnownHostsPlace: Hashable, Sendable, CustomStringConvertible {
    /// The path under which the file was read.
    public let file: String
    /// From 1.
    public let line: Int

    /// Names a line.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `FILE:LINE`, as compilers and editors have it.
    public var description: String { "\(file):\(line)" }
}
