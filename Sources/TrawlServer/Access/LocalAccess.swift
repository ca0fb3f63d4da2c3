package import Foundation
package import TrawlDomain

/// The file by which the command line of the same user finds a server, and gets in: `local-server.json`.
package struct LocalAccess: Hashable, Sendable {
    /// What stands in it.
    package struct Note: Hashable, Sendable, Codable {
        package var url: String
        package var token: String

        package init(url: String, token: String) {
            self.url = url
            self.token = token
        }
    }

    /// Below the data directory; readable by its owner alone.
    package let path: String

    package init(dataDirectory: String) {
        path = "\(dataDirectory)/local-server.json"
    }

    /// What the file says; nil where it is not there or says something else.
    package func read() -> Note? {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(Note.self, from: $0) }
    }

    /// Writes where the server listens, with a token that lets the local user do everything.
    ///
    /// The token of the file is kept while it is valid, so that no start leaves one behind; else it is made anew.
    ///
    /// - Throws: `StoreError` where the file or the token cannot be written.
    package func prepare(
        url: String,
        tokens: any TokenStore,
        owner: String,
        now: Date
    ) async throws(StoreError) {
        if let note = read(), let secret = TokenSecret(note.token), let hash = secret.hash,
            let token = try await tokens.token(hashed: hash), token.isValid(at: now), token.role == .admin
        {
            return try write(Note(url: url, token: note.token))
        }
        var random = SystemRandomNumberGenerator()
        let secret = TokenSecret(using: &random)
        let token = try NewToken(name: owner, role: .admin, projectID: "default", expiresAt: nil)
            .token(of: secret, at: now)
        try await tokens.addToken(token)
        try write(Note(url: url, token: secret.text))
    }

    /// Takes the address out, so that nobody sends the token to whoever listens there by now; the token stays.
    ///
    /// - Throws: `StoreError` where the file cannot be written.
    package func forgetAddress() throws(StoreError) {
        guard let note = read(), !note.url.isEmpty else { return }
        try write(Note(url: "", token: note.token))
    }

    private func write(_ note: Note) throws(StoreError) {
        let text: String
        do {
            text = try DocumentCoding.text(of: note) + "\n"
        } catch {
            throw StoreError(code: .unusable, message: "The note for the command line cannot be written: \(error)")
        }
        try PrivateFile.write(text, to: path)
    }
}
