import TrawlServer

/// A server's answer that it will not, or cannot, do what it was asked.
struct ServerRefusal: Error, Equatable {
    /// HTTP's.
    let status: Int
    /// What it said; nil where that was not trawl's server.
    let document: ErrorDocument?
    let address: ServerAddress
    /// How long it wants to be left alone; nil where it does not say.
    var retryAfter: Duration?

    var isNotFound: Bool { status == 404 && document != nil }

    /// Whether it may do what it was asked a while later: it has too much to do, or cannot for now.
    var mayPass: Bool { status == 429 || status >= 500 }

    /// A few words.
    var reason: String { status == 429 ? "it has too much to do" : "it cannot answer yet" }

    /// One sentence, with the id by which the server's log and audit trail know the request.
    var failure: CommandFailure {
        guard let document else {
            return CommandFailure(
                "\(address) answered with HTTP status \(status): it is no server of trawl's, or a proxy failed"
            )
        }
        var sentence = EscapeSanitizer.line(document.message)
        if status == 401 { sentence += "; TRAWL_TOKEN must be a valid token, and `trawl token create` makes one" }
        return CommandFailure(
            "\(sentence) (request \(EscapeSanitizer.line(document.requestID)))",
            status: exitStatus
        )
    }

    private var exitStatus: CommandStatus {
        switch status {
        case 400, 413, 422: .usage
        case 401, 403: .configuration
        default: .other
        }
    }
}
