/// One event of a server's stream (the HTML standard, section 9.2).
struct ServerEvent: Equatable, Sendable {
    var name: String
    var data: String
    /// What says, to a server, that everything up to this event was told; nil where none came yet.
    var id: String?
}
