import Foundation
import TrawlDomain

/// A session of the page: which token it stands for, and until when.
struct SessionTicket: Hashable, Sendable {
    /// 128 random bits, by which the session is ended.
    let id: [UInt8]
    /// The token that it was opened with; whether that still lets anybody in is asked anew for each request.
    let token: TokenHash
    /// To the second.
    let expiresAt: Date
}
