import Crypto
import Foundation
package import TrawlDomain

/// The text that a caller shows: made once, shown once, and known here by its hash alone.
package struct TokenSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// `trawl_` and 43 characters for 256 random bits; the beginning lets secret scanners find one that got out.
    package let text: String

    /// Makes a new one.
    package init(using random: inout some RandomNumberGenerator) {
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let base = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        text = Self.beginning + base.replacing("=", with: "")
    }

    /// Takes one as a caller showed it; nil for what can be none.
    package init?(_ shown: some StringProtocol) {
        guard (20...200).contains(shown.utf8.count), shown.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        text = String(shown)
    }

    /// What is stored of it.
    package var hash: TokenHash? { TokenHash(SHA256.hash(data: Data(text.utf8))) }

    package var description: String { "\u{2022}\u{2022}\u{2022}" }
    package var debugDescription: String { description }

    private static let beginning = "trawl_"
}
