import Foundation
package import Hummingbird
import StrictYAML

/// The query of a request, read strictly: every parameter is known, not empty, and given once.
package struct QueryReader {
    private let values: [String: String]

    /// Reads a request's query.
    ///
    /// - Throws: ``APIFailure`` for an unknown, empty or doubled parameter, or one that is not percent-encoded UTF-8.
    package init(_ request: Request, knows names: [String]) throws(APIFailure) {
        var values: [String: String] = [:]
        for part in (request.uri.query ?? "").split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(halves[0]), let value = Self.decoded(halves.count > 1 ? halves[1] : "") else {
                throw .malformed("The query has a part that is not percent-encoded UTF-8")
            }
            guard names.contains(name) else {
                let hint = NearestName.question(for: name, among: names)
                let known = names.isEmpty ? "there are none here" : "there are \(names.joined(separator: ", "))"
                throw .badParameter(name, "There is no parameter \(name)\(hint.isEmpty ? "; \(known)" : hint)")
            }
            guard !value.isEmpty else { throw .badParameter(name, "The parameter \(name) is empty; leave it out") }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .badParameter(name, "The parameter \(name) is given twice")
            }
        }
        self.values = values
    }

    /// A parameter; nil where it is not there.
    package subscript(_ name: String) -> String? { values[name] }

    /// A whole number in decimal digits, within the bounds; nil where the parameter is not there.
    package func number(_ name: String, in bounds: ClosedRange<Int>) throws(APIFailure) -> Int? {
        guard let text = values[name] else { return nil }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text), bounds.contains(number) else {
            throw .badParameter(
                name,
                "\(name) must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            )
        }
        return number
    }

    /// One of an enum's names; nil where the parameter is not there.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        of type: Choice.Type = Choice.self
    ) throws(APIFailure) -> Choice? {
        guard let text = values[name] else { return nil }
        return try Self.choice(name, text)
    }

    /// Several of an enum's names, separated by commas; nil where the parameter is not there.
    package func choices<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
        _ name: String,
        of type: Choice.Type = Choice.self
    ) throws(APIFailure) -> Set<Choice>? {
        guard let text = values[name] else { return nil }
        var choices: Set<Choice> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            choices.insert(try Self.choice(name, String(part)))
        }
        return choices
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        _ text: String
    ) throws(APIFailure) -> Choice {
        if let choice = Choice(rawValue: text) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        throw .badParameter(
            name,
            "\(name) must be one of \(known.joined(separator: ", "))\(NearestName.question(for: text, among: known))"
        )
    }

    private static func decoded(_ text: Substring) -> String? {
        let spaced = String(text).replacing("+", with: " ")
        return spaced.contains("%") ? spaced.removingPercentEncoding : spaced
    }
}
