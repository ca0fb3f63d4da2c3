import HTTPTypes
import Hummingbird
import TrawlCollect

/// Answers with what a search finds, as it is found.
enum SearchAnswer {
    /// Lines of JSON; the search ends with the client, also while it finds nothing.
    static func response(_ lines: some PieceSource, _ request: Request, _ lease: StreamLease) -> Response {
        let fields: HTTPFields = [
            .contentType: "application/x-ndjson", .cacheControl: "private, no-store", .xContentTypeOptions: "nosniff",
            // Watching for the client's end takes the connection's input, so that no other request can follow.
            .connection: "close",
        ]
        let body = ResponseBody { writer in
            var lines = lines
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                while let piece = try await lines.next() { try await writer.write(piece) }
                try await writer.finish(nil)
            }
            lease.end()
        }
        return Response(status: .ok, headers: fields, body: body)
    }
}
