/// What a sign-in offered, tried and could not use; the error is written from it.
struct SignInRecord {
    let user: String
    var offered: [String] = []
    var tried: [String] = []
    /// What was accepted and not enough.
    var accepted: [String] = []
    var unusable: [String] = []

    init(user: String) {
        self.user = user
    }

    /// The error for a sign-in in which nothing was enough.
    func rejection() -> SSHError {
        if tried.isEmpty, !unusable.isEmpty {
            return SSHError(.credentialUnusable, during: .authenticate, unusable.joined(separator: " "))
        }
        let attempts = tried.isEmpty ? "nothing to try" : "tried \(tried.joined(separator: ", "))"
        let methods = offered.isEmpty ? "no method" : offered.joined(separator: ", ")
        let halfWay = accepted.isEmpty ? "" : "; it accepted \(accepted.joined(separator: ", ")) and wants more"
        let rest = unusable.isEmpty ? "" : " " + unusable.joined(separator: " ")
        return SSHError(
            .authRejected,
            during: .authenticate,
            "The node refused to sign in \(user): it offers \(methods); \(attempts)\(halfWay).\(rest)"
        )
    }

    /// The error for a connection that ended during the sign-in, as a server does after too many attempts.
    func disconnection(_ error: SSHError) -> SSHError {
        guard tried.count > 1 else { return error }
        return SSHError(
            .authRejected,
            during: .authenticate,
            "The node hung up after \(tried.count) attempts to sign in \(user) (\(tried.joined(separator: ", "))). \(error.message)",
            libraryCode: error.libraryCode
        )
    }
}
