import NIOCore

/// One question for a name's addresses, shared by all who ask it at the same time.
final class LookUp: Sendable {
    /// What it asks for, and by which equal questions are known.
    struct Name: Hashable, Sendable {
        let host: String
        let port: Int

        /// The domain that the name lies in, since its servers answer or are silent for all of it; "" for a bare name.
        var zone: String {
            let name = host.hasSuffix(".") ? host.dropLast() : host[...]
            return name.firstIndex(of: ".").map { name[$0...].lowercased() } ?? ""
        }
    }

    let name: Name
    let zone: String
    /// It is asked from here on.
    let turn = Event<Void>()
    let answer = Event<Result<[SocketAddress], any Error>>()

    init(_ name: Name) {
        self.name = name
        zone = name.zone
    }
}
