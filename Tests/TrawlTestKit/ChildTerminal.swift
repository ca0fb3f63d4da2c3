/// The size of a terminal that a child process runs on.
package struct ChildTerminal: Hashable, Sendable {
    package let rows: UInt16
    package let columns: UInt16

    package init(rows: UInt16 = 24, columns: UInt16 = 80) {
        self.rows = rows
        self.columns = columns
    }
}
