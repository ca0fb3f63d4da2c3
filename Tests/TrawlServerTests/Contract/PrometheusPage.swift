import Foundation
import Testing

/// A page of metrics, read as strictly as Prometheus does: families announced once and kept together, samples of no other
/// names than theirs, no series twice, histograms that add up.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
struct PrometheusPage {
    private var samples: [String: Double] = [:]

    init(_ text: String) throws {
        try #require(text.hasSuffix("\n"))
        var (family, kind): (String, String) = ("", "")
        var seen: Set<String> = []
        var help: Set<String> = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") {
                let name = String(line.dropFirst(7).prefix { $0 != " " })
                #expect(help.insert(name).inserted, "\(name) is explained twice")
            } else if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                try #require(words.count == 4)
                (family, kind) = (String(words[2]), String(words[3]))
                #expect(seen.insert(family).inserted, "\(family) is there twice")
                #expect(["gauge", "counter", "histogram"].contains(kind))
                #expect(help.contains(family))
            } else {
                let sample = try #require(line.wholeMatch(of: Self.sample), "\(line)")
                let name = String(sample.1)
                let endings = kind == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                #expect(endings.contains { name == family + $0 }, "\(name) stands in \(family)")
                let series = name + Self.key(try Self.labels(sample.2 ?? ""))
                let value = try #require(Double(sample.3))
                #expect(samples.updateValue(value, forKey: series) == nil, "\(series) is there twice")
                if kind == "counter" { #expect(name.hasSuffix("_total") && value >= 0) }
            }
        }
    }

    /// A series' value; nil where there is no such series.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? { samples[name + Self.key(labels)] }

    private static func key(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "|\($0.key)=\($0.value)" }.joined()
    }

    private static func labels(_ text: Substring) throws -> [String: String] {
        var labels: [String: String] = [:]
        var rest = text
        while !rest.isEmpty {
            let label = try #require(rest.prefixMatch(of: Self.label), "\(text)")
            try #require(labels.updateValue(String(label.2), forKey: String(label.1)) == nil)
            rest = rest[label.range.upperBound...]
            if rest.hasPrefix(",") { rest = rest.dropFirst() }
        }
        return labels
    }

    private static var sample: Regex<(Substring, Substring, Substring?, Substring)> {
        /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([0-9.e+-]+)/
    }

    private static var label: Regex<(Substring, Substring, Substring)> {
        /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/
    }
}
