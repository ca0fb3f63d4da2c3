/// How log lines are written.
package enum LogFormat: String, CaseIterable, Sendable {
    /// Text where standard error is a terminal, JSON elsewhere.
    case auto
    case text
    case json
}
