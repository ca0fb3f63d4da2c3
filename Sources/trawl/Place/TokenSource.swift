import TrawlServer

/// Those who are let in, wherever that is kept.
///
/// - Throws: ``CommandFailure``, or what the place itself throws.
protocol TokenSource: Sendable {
    /// Makes a token; the answer alone has its secret.
    func make(_ wish: NewTokenDocument) async throws -> TokenDocument

    /// The tokens that let somebody in, oldest first, or all that there ever were.
    func list(all: Bool) async throws -> [TokenDocument]

    /// Makes a token let nobody in any more; nil where there is none of this id.
    func revoke(_ id: String) async throws -> TokenDocument?
}

extension TokenOffice: TokenSource {}
