/// One thing that doctor looked at.
struct Finding: Equatable, Encodable {
    enum Level: String, Encodable {
        case ok
        /// Something will not work, or not as well as it could.
        case warning
        /// `collect` cannot work like this.
        case failure
    }

    var level: Level
    /// What was looked at, in a word or two.
    var subject: String
    /// What was found, and what to do about it where there is something to do.
    var message: String

    static func ok(_ subject: String, _ message: String) -> Finding {
        Finding(level: .ok, subject: subject, message: message)
    }

    static func warning(_ subject: String, _ message: String) -> Finding {
        Finding(level: .warning, subject: subject, message: message)
    }

    static func failure(_ subject: String, _ message: String) -> Finding {
        Finding(level: .failure, subject: subject, message: message)
    }
}
