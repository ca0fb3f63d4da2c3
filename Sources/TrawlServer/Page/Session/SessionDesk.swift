import Foundation
import TrawlCollect
import TrawlDomain

/// Opens sessions for the page, knows them again, and ends them.
struct SessionDesk: Sendable {
    private let seal: SessionSeal
    private let ended: EndedSessions
    /// Where the file of ended sessions is written.
    private let threads: ReadingThreads
    private let now: @Sendable () -> Date

    init(key: [UInt8], dataDirectory: String, threads: ReadingThreads, now: @escaping @Sendable () -> Date) {
        seal = SessionSeal(key: key)
        ended = EndedSessions(dataDirectory: dataDirectory)
        self.threads = threads
        self.now = now
    }

    /// A new session for a token: for twelve hours, or until the token itself expires.
    func open(for token: AccessToken) -> SessionTicket {
        var random = SystemRandomNumberGenerator()
        let id = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let moment = now()
        let end = min(moment.addingTimeInterval(Self.lifetime), token.expiresAt ?? .distantFuture)
        return SessionTicket(id: id, token: token.hash, expiresAt: end)
    }

    /// The field that hands the browser a session.
    func cookie(of ticket: SessionTicket, isSecure: Bool) -> String {
        let left = max(0, Int(ticket.expiresAt.timeIntervalSince(now())))
        return SessionCookie.field(seal.text(of: ticket), seconds: left, isSecure: isSecure)
    }

    /// The session that a cookie stands for.
    ///
    /// - Throws: ``APIFailure`` (401) for one that is not of ours, has expired or was ended, which are not told apart.
    func ticket(_ cookie: String) throws(APIFailure) -> SessionTicket {
        guard let ticket = seal.ticket(in: cookie), ticket.expiresAt > now(), !ended.contains(ticket) else {
            throw .unauthenticated("The session is over; sign in again", isTokenBad: true)
        }
        return ticket
    }

    /// Ends a session, also for whoever copied its cookie.
    ///
    /// - Throws: `StoreError` where that cannot be stored.
    func end(_ ticket: SessionTicket) async throws {
        let moment = now()
        try await threads.run { [ended] in try ended.end(ticket, at: moment) }
    }

    /// In seconds.
    private static let lifetime: Double = 12 * 3600
}
