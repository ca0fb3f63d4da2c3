/// Why an event stream ends; its last event says so.
enum EventStreamEnd: String, Encodable {
    /// The job is settled and all of it was told.
    case settled
    /// The server shuts down; the job goes on, here or at the next start. Ask again, with the last id.
    case shutdown
    /// The job was deleted.
    case deleted
    /// The token that opened the stream was revoked, or has expired.
    case unauthorized
}
