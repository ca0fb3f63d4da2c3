import HTTPTypes
package import Hummingbird
import TrawlCollect
import TrawlDomain

/// `/jobs/{id}/nodes/{node}/transcript`: what a node answered, as text, as a film, or the lines with a word in them.
package struct TranscriptRoutes: RouteSet {
    private let files: CollectedFiles

    package init(files: CollectedFiles) {
        self.files = files
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("jobs/{id}/nodes/{node}/transcript", use: transcript)
    }

    @concurrent
    private func transcript(_ request: Request, _ context: MemberContext) async throws -> Response {
        let job = try PathReader.job(context.parameters)
        let name = try PathReader.node(context.parameters, of: job)
        let query = try QueryReader(request, knows: ["grep", "limit", "ignore_case", "from"])
        let wanted = try SearchRequest(query, pattern: "grep")
        let node = try await files.node(name, of: job, for: context.principal)
        let lease = try files.lease(for: context)
        // The file first: a manifest that is there by then is that of this file, or of an attempt before it.
        let (found, manifest) = try await files.threads.run { (try node.transcript(), try node.manifest()) }
        guard let file = found else {
            throw APIFailure(
                .notFound,
                "TRANSCRIPT_NOT_FOUND",
                .resourceNotFound,
                "Node \(name) of job \(job) has no transcript (yet)"
            )
        }
        if let wanted {
            let search = TranscriptGrep(wanted, in: file, threads: files.threads, texts: files.texts)
            return SearchAnswer.response(search, request, lease)
        }
        let sealed = manifest.flatMap { $0.transcript.size == file.size ? $0.transcript.sha256 : nil }
        let representation = try representation(of: file, sealed, named: "\(name)", request.headers[.accept])
        var response = try await DownloadAnswer(representation, lease: lease).response(to: request)
        if let place = place(of: response, in: file), let name = Self.place { response.headers[name] = place }
        return response
    }

    /// Where in the asciicast a part of the text begins, or a little before: for whoever found something in the text, and
    /// goes on in the film.
    private func place(of response: Response, in file: StoredFile) -> String? {
        guard response.status == .partialContent, response.headers[.contentType]?.hasPrefix(Self.text) == true,
            let range = response.headers[.contentRange], let first = range.split(separator: "-").first,
            let offset = first.split(separator: " ").last.flatMap({ Int64($0) })
        else { return nil }
        let place = files.texts.place(in: file, before: offset)
        return "cast=\(place.cast), text=\(place.text), begins-line=?\(place.isAtLineStart ? 1 : 0)"
    }

    private static let place = HTTPField.Name("Trawl-Place")

    /// `sealed` is the file's SHA-256 where it will not grow any more.
    private func representation(
        of file: StoredFile,
        _ sealed: String?,
        named name: String,
        _ accept: String?
    ) throws(APIFailure) -> Representation {
        switch AcceptedType.best(of: [Self.text, Self.cast], for: accept) {
        case Self.cast:
            return Representation(
                file,
                mediaType: Self.cast,
                validator: Validator(of: file, sealed: sealed),
                fileName: "\(name).cast",
                sha256: sealed,
                variesBy: "Accept",
                on: files.threads
            )
        case Self.text:
            let (threads, texts) = (files.threads, files.texts)
            return Representation(
                mediaType: "\(Self.text); charset=utf-8",
                size: .measured { try await texts.size(of: file) },
                validator: Validator(of: file, sealed: sealed, form: "text"),
                variesBy: "Accept"
            ) { range in
                guard let range else { return TextPieces(file, on: threads) }
                return texts.pieces(of: file, from: range.first, count: range.count)
            }
        default:
            throw APIFailure(
                .notAcceptable,
                "NOT_ACCEPTABLE",
                .notAcceptable,
                "A transcript is \(Self.text) or \(Self.cast)"
            )
        }
    }

    private static let text = "text/plain"
    private static let cast = "application/x-asciicast"
}

extension Validator {
    /// The tag of a collected file in one of its forms: strong where it is sealed and so will not change.
    ///
    /// While it grows, the tag says only whether anything came: weak, so that no range is ever joined by it.
    init(of file: StoredFile, sealed: String?, form: String? = nil) {
        let end = form.map { "-\($0)" } ?? ""
        if let sealed {
            self.init(sealed + end)
        } else {
            self.init("\(String(file.inode, radix: 36))-\(file.size)\(end)", isWeak: true)
        }
    }
}
