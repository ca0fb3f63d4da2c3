/// The body of a request that has nothing to say: an object without fields.
package struct EmptyDocument: Hashable, Sendable, Decodable {
    private enum CodingKeys: CodingKey, CaseIterable {}

    package init(from decoder: any Decoder) throws {
        try StrictFields.check(decoder, CodingKeys.self)
    }
}
