import TrawlDomain

extension AccessToken {
    var asStored: AccessToken {
        var token = self
        token.createdAt = createdAt.asStored
        token.expiresAt = expiresAt?.asStored
        token.lastUsedAt = lastUsedAt?.asStored
        token.revokedAt = revokedAt?.asStored
        return token
    }
}

extension StoreError {
    static func tokenTaken(_ id: String) -> StoreError {
        StoreError(code: .conflict, message: "There is a token \(id), or one with this secret, already.")
    }
}
