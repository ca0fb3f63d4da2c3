import NIOHTTP1
import TrawlServer

/// Those whom a server lets in.
struct RemoteTokens: TokenSource {
    let client: ServerClient

    func make(_ wish: NewTokenDocument) async throws -> TokenDocument {
        var call = ServerCall(.POST, "tokens")
        call.body = try DocumentCoding.text(of: wish)
        do {
            return try await client.document(TokenDocument.self, call)
        } catch let lost as ServerUnreachable where lost.mayBeDone {
            // Nobody knows its secret, so that it harms nobody; but it is there.
            throw CommandFailure(
                "\(lost.failure.message); a token may have been made that nobody saw: "
                    + "`trawl token list` tells, and `trawl token revoke` ends it"
            )
        }
    }

    func list(all: Bool) async throws -> [TokenDocument] {
        var call = ServerCall(.GET, "tokens")
        if all { call.query = [("all", "1")] }
        return try await client.document(TokenListDocument.self, call).tokens
    }

    func revoke(_ id: String) async throws -> TokenDocument? {
        do {
            return try await client.document(TokenDocument.self, ServerCall(.DELETE, "tokens", id))
        } catch let refusal as ServerRefusal where refusal.isNotFound {
            return nil
        }
    }
}
