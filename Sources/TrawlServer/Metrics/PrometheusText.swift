package import TrawlDomain

/// Writes metrics in the text format that Prometheus reads (exposition format 0.0.4).
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
package struct PrometheusText {
    package private(set) var text = ""

    /// What a reader must be told the text is.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// A label's name and its value.
    package typealias Label = (name: String, value: String)

    package init() {}

    /// A value that goes up and down.
    package mutating func gauge(_ name: String, _ help: String, _ samples: [([Label], Double)]) {
        family(name, help, "gauge")
        for (labels, value) in samples { sample(name, labels, value) }
    }

    /// A value that only grows while the process lives.
    package mutating func counter(_ name: String, _ help: String, _ samples: [([Label], Double)]) {
        family(name, help, "counter")
        for (labels, value) in samples { sample(name, labels, value) }
    }

    /// How long things took, in seconds, each series with its labels.
    package mutating func histogram(_ name: String, _ help: String, _ series: [([Label], DurationHistogram)]) {
        family(name, help, "histogram")
        for (labels, counts) in series {
            var total = 0
            for (bound, count) in zip(DurationHistogram.bounds, counts.counts) {
                total += count
                sample("\(name)_bucket", labels + [("le", Self.number(bound / .seconds(1)))], Double(total))
            }
            sample("\(name)_bucket", labels + [("le", "+Inf")], Double(counts.total))
            sample("\(name)_sum", labels, counts.sum / .seconds(1))
            sample("\(name)_count", labels, Double(counts.total))
        }
    }

    private mutating func family(_ name: String, _ help: String, _ kind: String) {
        let escaped = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        text += "# HELP \(name) \(escaped)\n# TYPE \(name) \(kind)\n"
    }

    private mutating func sample(_ name: String, _ labels: [Label], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(Self.number(value))\n"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        guard let whole = Int64(exactly: value), whole.magnitude < 1 << 53 else { return "\(value)" }
        return "\(whole)"
    }
}
