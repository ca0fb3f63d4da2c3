package import TrawlCollect

/// Something that can be downloaded: what it is, and how its bytes are come by.
package struct Representation: Sendable {
    /// How many bytes there are.
    package enum Size: Sendable {
        case known(Int64)
        /// It takes work to know, which is done only for those who ask for a part.
        case measured(@Sendable () async throws -> Int64)
    }

    package var mediaType: String
    package var size: Size
    /// Nil where nothing tells one state from another.
    package var validator: Validator?
    /// What a client is to call the file; nil for what is rather looked at than kept.
    package var fileName: String?
    /// The SHA-256 of all of it, in hexadecimal; nil where it is not known.
    package var sha256: String?
    /// What the request's fields had a say in, for caches; nil where nothing did.
    package var variesBy: String?
    /// The bytes: all of them, or a part.
    package var pieces: @Sendable (ByteRange?) -> any PieceSource

    package init(
        mediaType: String,
        size: Size,
        validator: Validator? = nil,
        fileName: String? = nil,
        sha256: String? = nil,
        variesBy: String? = nil,
        pieces: @escaping @Sendable (ByteRange?) -> any PieceSource
    ) {
        self.mediaType = mediaType
        self.size = size
        self.validator = validator
        self.fileName = fileName
        self.sha256 = sha256
        self.variesBy = variesBy
        self.pieces = pieces
    }

    /// A file as it is, in the size that it had when it was opened.
    package init(
        _ file: StoredFile,
        mediaType: String,
        validator: Validator?,
        fileName: String? = nil,
        sha256: String? = nil,
        variesBy: String? = nil,
        on threads: ReadingThreads
    ) {
        self.init(
            mediaType: mediaType,
            size: .known(file.size),
            validator: validator,
            fileName: fileName,
            sha256: sha256,
            variesBy: variesBy
        ) { range in
            FilePieces(file, from: range?.first ?? 0, count: range?.count ?? file.size, on: threads)
        }
    }
}
