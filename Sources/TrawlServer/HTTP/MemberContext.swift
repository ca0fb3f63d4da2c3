package import Hummingbird
package import NIOCore
package import TrawlDomain

/// What is known of a request whose caller has shown who it is.
package struct MemberContext: ChildRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let correlationID: String
    package let principal: Principal
    package let channel: any Channel
    /// The page's session that it asks with; nil for a token.
    let session: SessionTicket?

    /// Takes over what ``SignInMiddleware`` found.
    ///
    /// - Throws: ``APIFailure`` where nobody signed in.
    package init(context: CallContext) throws {
        guard let principal = context.principal else {
            throw APIFailure.unauthenticated("Say who asks: Authorization: Bearer TOKEN", isTokenBad: false)
        }
        coreContext = context.coreContext
        correlationID = context.correlationID
        channel = context.channel
        self.principal = principal
        session = context.session
    }

    /// The caller, as the audit trail names it.
    package var caller: Caller { principal.caller(correlationID: correlationID) }
}
