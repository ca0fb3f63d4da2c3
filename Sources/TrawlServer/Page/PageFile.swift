import Foundation

/// One of the page's own files.
struct PageFile: Sendable {
    /// Below the page's folder, and below its address.
    let path: String
    let bytes: [UInt8]

    var mediaType: String {
        switch path.split(separator: ".").last {
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "html": "text/html; charset=utf-8"
        case _: "application/octet-stream"
        }
    }
}
