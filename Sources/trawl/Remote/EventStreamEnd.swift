/// Why a server ends a job's stream.
enum EventStreamEnd: String {
    case settled, deleted
    /// It goes on after the server's next start.
    case shutdown
    /// The token was revoked, or has expired.
    case unauthorized
}
