/// Which of a command's two outputs.
package enum NodeStream: String, CaseIterable, Sendable {
    case stdout, stderr
}
