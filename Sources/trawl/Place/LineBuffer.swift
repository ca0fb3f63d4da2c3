/// Puts lines together from the pieces in which they come.
struct LineBuffer {
    private var line: [UInt8] = []

    /// The lines that are whole with these bytes, without their ends.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            guard byte == 0x0A else {
                line.append(byte)
                continue
            }
            lines.append(String(decoding: line, as: UTF8.self))
            line.removeAll(keepingCapacity: true)
        }
        return lines
    }
}
