/// What became of bytes that were given to a node's folder.
package enum Intake: Hashable, Sendable {
    /// All of them were kept.
    case kept
    /// The step's limit is reached; what lies past it was dropped and counted. The step may as well be ended.
    case capped
}
