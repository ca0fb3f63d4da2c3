/// A line of known_hosts that was passed over because it cannot be read.
public struct KnownHostsWarning: Hashable, Sendable, CustomStringConvertible {
    /// The line.
    public let place: KnownHostsPlace
    /// What is wrong with it, for a person.
    public let reason: String

    /// Tells what is wrong with a line.
    public init(place: KnownHostsPlace, reason: String) {
        self.place = place
        self.reason = reason
    }

    /// `FILE:LINE: REASON`.
    public var description: String { "\(place): \(reason)" }
}
