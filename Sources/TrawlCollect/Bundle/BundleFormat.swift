/// What a bundle can be packed as.
package enum BundleFormat: String, CaseIterable, Sendable {
    case tarZstandard = "tar.zst"
    case tarGzip = "tar.gz"
    case zip

    /// The ending of a file's name.
    package var fileExtension: String { rawValue }

    /// RFC 8878 registers `application/zstd`, RFC 6713 `application/gzip`.
    package var mediaType: String {
        switch self {
        case .tarZstandard: "application/zstd"
        case .tarGzip: "application/gzip"
        case .zip: "application/zip"
        }
    }
}
