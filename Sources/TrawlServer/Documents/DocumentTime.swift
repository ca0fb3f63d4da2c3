package import Foundation
import TrawlDomain

/// A moment as the contract writes it: RFC 3339 in UTC, with milliseconds.
package struct DocumentTime: Hashable, Sendable, Codable {
    package var date: Date

    package init(_ date: Date) {
        self.date = date
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let moment = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\(text) is no time of the contract"
            )
        }
        date = moment.date
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    /// "2026-11-21T08:00:00.000Z".
    package var text: String { Timestamp(date).text }
}
