/// A place in a text that somebody wrote: what an error about it points at.
package struct SourceLocation: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The file's path, or what else the text is called.
    package let file: String
    /// Counted from 1; 0 means the file as a whole.
    package let line: Int
    /// Counted from 1 in Unicode scalars; 0 means the line as a whole.
    package let column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, without what is not known.
    package var description: String {
        if line == 0 { return file }
        return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
    }

    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
