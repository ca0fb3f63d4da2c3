import Crypto
import Foundation
import TrawlDomain

/// What all that one attempt runs on its node carries in its environment, so that a later process knows it again.
///
/// It follows from the attempt and a key that only this installation has (HMAC-SHA-256, RFC 2104): whoever has the key
/// needs no list of marks, and whoever has not cannot make one.
struct AttemptMark: Hashable, Sendable {
    /// 128 bits in hexadecimal.
    let text: String

    init(job: JobID, node: NodeName, attempt: Int, key: SymmetricKey) {
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(job)/\(node)/\(attempt)".utf8), using: key)
        text = HexText.lowercase(Array(code.prefix(16)))
    }
}
