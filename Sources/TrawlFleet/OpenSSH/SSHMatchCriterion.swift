/// One criterion of a Match line.
struct SSHMatchCriterion: Sendable {
    enum Subject: Sendable {
        case all
        /// Only met when the configuration is read again with the host's final name, and asks for that.
        case final
        /// Only met when the configuration is read again; trawl makes no name canonical, so it asks for nothing.
        case canonical
        case host(String)
        case originalHost(String)
        case user(String)
        case localUser(String)
        /// `exec`, and what later versions know: never met, and not when it is negated either.
        case unknown
    }

    let subject: Subject
    let isNegated: Bool

    var needsPattern: Bool {
        switch subject {
        case .all, .final, .canonical: false
        case .host, .originalHost, .user, .localUser, .unknown: true
        }
    }
}
