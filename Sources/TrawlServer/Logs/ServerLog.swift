import Foundation
package import Logging

/// Writes log lines to a descriptor: as text for a person, or as a JSON object a line for a program.
package struct ServerLog: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let isJSON: Bool
    private let write: @Sendable (String) -> Void

    /// Makes a log; `write` is given whole lines, each with its line end.
    package init(level: Logger.Level, asJSON: Bool, write: @escaping @Sendable (String) -> Void) {
        logLevel = level
        isJSON = asJSON
        self.write = write
    }

    /// A logger that writes so.
    package static func logger(
        level: Logger.Level,
        asJSON: Bool,
        write: @escaping @Sendable (String) -> Void
    ) -> Logger {
        Logger(label: "trawl") { _ in ServerLog(level: level, asJSON: asJSON, write: write) }
    }

    /// A logger whose lines are written by a thread of their own, and that thread's end of it.
    package static func logger(
        level: Logger.Level,
        asJSON: Bool,
        sink: @escaping @Sendable (String) -> Void
    ) -> (Logger, LogWriter) {
        let writer = LogWriter(
            told: { count in
                line(.warning, "log lines were lost, because nobody took them", ["lines": "\(count)"], asJSON: asJSON)
            },
            sink: sink
        )
        return (logger(level: level, asJSON: asJSON) { writer.write($0) }, writer)
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        write(Self.line(event.level, "\(event.message)", all, asJSON: isJSON))
    }

    private static func line(
        _ level: Logger.Level,
        _ message: String,
        _ metadata: Logger.Metadata,
        asJSON: Bool
    ) -> String {
        let moment = DocumentTime(Date()).text
        return asJSON ? json(moment, level, message, metadata) : text(moment, level, message, metadata)
    }

    private static func text(
        _ moment: String,
        _ level: Logger.Level,
        _ message: String,
        _ metadata: Logger.Metadata
    ) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { key, value in
            let text = LogText.line("\(value)")
            return text.contains(" ") || text.isEmpty ? "\(key)=\(text.debugDescription)" : "\(key)=\(text)"
        }
        let word = level.rawValue.uppercased().padding(toLength: 8, withPad: " ", startingAt: 0)
        return ([moment, word, LogText.line(message)] + pairs).joined(separator: " ") + "\n"
    }

    private static func json(
        _ moment: String,
        _ level: Logger.Level,
        _ message: String,
        _ metadata: Logger.Metadata
    ) -> String {
        var fields = metadata.mapValues { "\($0)" }
        fields["time"] = moment
        fields["level"] = level.rawValue
        fields["message"] = message
        let text = try? DocumentCoding.text(of: fields)
        return (text ?? #"{"level":"error","message":"a log line could not be written"}"#) + "\n"
    }
}
