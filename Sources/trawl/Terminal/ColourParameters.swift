/// The parameters of an SGR sequence (ECMA-48, 8.3.117) that may reach a person's terminal.
enum ColourParameters {
    /// The harmless ones of `raw`: colours, weight, slant, underline, inverse and their ends; nil where none is left.
    ///
    /// Concealed text would hide what a node said, and blinking is nobody's wish, so they go.
    static func harmless(_ raw: [UInt8]) -> String? {
        guard !raw.isEmpty else { return "0" }
        let fields = raw.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        var kept: [String] = []
        var place = 0
        while place < fields.count {
            let field = fields[place]
            let text = field.isEmpty ? "0" : String(decoding: field, as: UTF8.self)
            let head = Int(text.prefix { $0 != ":" }) ?? -1
            var length = 1
            if head == 38 || head == 48 || head == 58, !text.contains(":") {
                length = colourLength(fields[(place + 1)...])
            }
            let group = fields[place..<min(place + length, fields.count)]
            if isHarmless(head), length > 1 || !(head == 38 || head == 48 || head == 58) || text.contains(":") {
                kept.append(
                    group.count == 1 ? text : group.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ";")
                )
            }
            place += length
        }
        return kept.isEmpty ? nil : kept.joined(separator: ";")
    }

    /// The number of fields of an extended colour whose introducer stands before `rest`; 1 where it is malformed.
    private static func colourLength(_ rest: ArraySlice<ArraySlice<UInt8>>) -> Int {
        guard let kind = rest.first else { return 1 }
        let wanted =
            switch Array(kind) {
            case [UInt8(ascii: "5")]: 3
            case [UInt8(ascii: "2")]: 5
            default: 1
            }
        return rest.count + 1 >= wanted ? wanted : 1 + rest.count
    }

    private static func isHarmless(_ parameter: Int) -> Bool {
        switch parameter {
        case 0...4, 7, 9, 21...24, 27, 29, 30...49, 53, 55, 58, 59, 90...97, 100...107: true
        default: false
        }
    }
}
