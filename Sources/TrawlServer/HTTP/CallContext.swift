package import Hummingbird
package import NIOCore
package import TrawlDomain

/// What is known of one request while it is answered.
package struct CallContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Ties together the request, its log lines, its errors and its audit events.
    package var correlationID = ""
    /// Who asks; nil until it has been seen.
    package var principal: Principal?
    /// The connection that the request came by.
    package let channel: any Channel
    /// The page's session that it asks with; nil for a token.
    var session: SessionTicket?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
