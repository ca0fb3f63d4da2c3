/// Tokens, oldest first.
package struct TokenListDocument: Hashable, Sendable, Codable {
    package var tokens: [TokenDocument]

    package init(tokens: [TokenDocument]) {
        self.tokens = tokens
    }
}
