/// Byte counts as people write them: `512B`, `64KiB`, `10MB`, `1GiB`.
package enum ByteCountText {
    /// Reads a whole number with a unit: KiB, MiB, GiB, TiB are powers of 1024; kB, KB, MB, GB, TB powers of 1000.
    ///
    /// - Throws: `MeasureFault` with what to write instead, for a number without a unit too.
    package static func parse(_ text: some StringProtocol) throws(MeasureFault) -> Int64 {
        let quoted = String(text).debugDescription
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let word = text.dropFirst(digits.count)
        guard let count = Int64(digits) else {
            throw MeasureFault(message: "\(quoted) is not a size; write it like 512B, 64KiB, 10MB or 1GiB")
        }
        if word.isEmpty { throw MeasureFault(message: "\(text) has no unit; write \(text)B, \(text)KiB or \(text)MiB") }
        guard let unit = units.first(where: { $0.name == word }) else {
            let near = ["KiB", "MiB", "GiB", "TiB"].first { $0.lowercased().hasPrefix(word.lowercased()) }
            let fix = near.map { "\(digits)\($0)" } ?? "512B, 64KiB, 10MB or 1GiB"
            throw MeasureFault(message: "\(quoted) is not a size; write it like \(fix)")
        }
        let (bytes, tooLarge) = count.multipliedReportingOverflow(by: unit.bytes)
        if tooLarge { throw MeasureFault(message: "\(quoted) is too large a size") }
        return bytes
    }

    /// Writes a count in the largest binary unit that keeps it exact, so that ``parse(_:)`` reads it back.
    package static func format(_ bytes: Int64) -> String {
        for unit in units where unit.isBinary && bytes != 0 && bytes % unit.bytes == 0 {
            return "\(bytes / unit.bytes)\(unit.name)"
        }
        return "\(bytes)B"
    }

    private static let units: [(name: String, bytes: Int64, isBinary: Bool)] = [
        ("TiB", 1 << 40, true), ("GiB", 1 << 30, true), ("MiB", 1 << 20, true), ("KiB", 1 << 10, true),
        ("TB", 1_000_000_000_000, false), ("GB", 1_000_000_000, false), ("MB", 1_000_000, false),
        ("kB", 1000, false), ("KB", 1000, false), ("B", 1, false),
    ]
}
