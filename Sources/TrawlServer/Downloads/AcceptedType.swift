/// Which of several media types a client would rather have (RFC 9110, section 12.5.1).
package enum AcceptedType {
    /// The best of the offers, the first among equals; nil where the client will have none of them.
    ///
    /// `accept` is the field's value; nil where there is none, which accepts all.
    package static func best(of offers: [String], for accept: String?) -> String? {
        guard let accept, !accept.allSatisfy({ $0 == " " || $0 == "," }) else { return offers.first }
        let wishes = accept.split(separator: ",").map(Wish.init)
        var best: (offer: String, weight: Int)?
        for offer in offers {
            // The most specific wish that matches is the one that counts.
            let wish = wishes.filter { $0.rank(of: offer) > 0 }.max { $0.rank(of: offer) < $1.rank(of: offer) }
            guard let wish, wish.weight > 0 else { continue }
            if wish.weight > best?.weight ?? 0 { best = (offer, wish.weight) }
        }
        return best?.offer
    }

    private struct Wish {
        let type: String
        /// Thousandths.
        let weight: Int

        init(_ text: Substring) {
            let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            type = parts.first ?? ""
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
            weight = quality.map { text in Double(text).map { Int(min(max($0, 0), 1) * 1000) } ?? 1000 } ?? 1000
        }

        /// How exactly it names an offer: 3 for the type itself, 0 for not at all.
        func rank(of offer: String) -> Int {
            if type == offer { return 3 }
            if type == "*/*" { return 1 }
            return type.hasSuffix("/*") && offer.hasPrefix(type.dropLast()) ? 2 : 0
        }
    }
}
