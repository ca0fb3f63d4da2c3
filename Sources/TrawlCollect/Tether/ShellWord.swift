/// Words for a POSIX shell's command line (XCU 2.2.2).
enum ShellWord {
    /// The text as one word that no shell looks into.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
