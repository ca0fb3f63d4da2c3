import TrawlServer

/// A server's answer that it will not, or cannot, do what it was asked.
struct ServerRefusal: Error, Equatable {
    /// HTTP's.
    let status: Int
    /// What it said; nil where that was not trawl's server.
    let document: ErrorDocument?
    let address: ServerAddress

    var isNotFound: Bool { status == 404 && document != nil }

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
