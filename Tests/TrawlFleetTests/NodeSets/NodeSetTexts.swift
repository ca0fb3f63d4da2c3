/// Node sets as nobody in particular would write them.
enum NodeSetTexts {
    /// One to five operands with operators between them; a few are wrong.
    static func expression(_ random: inout some RandomNumberGenerator) -> String {
        var text = operand(&random)
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            text += [",", ",", "!", "&", "^"].randomElement(using: &random) ?? ","
            text += operand(&random)
        }
        return text
    }

    /// Names whose numbers lie close together in up to three dimensions, with and without padding.
    static func names(_ random: inout some RandomNumberGenerator) -> [String] {
        let kind = Int.random(in: 0..<5, using: &random)
        let count = Int.random(in: 1...40, using: &random)
        let names = (0..<count).map { _ in
            let one = Int.random(in: 1...4, using: &random)
            let two = Int.random(in: 7...12, using: &random)
            let three = Int.random(in: 0...2, using: &random)
            switch kind {
            case 0: return "web\(two)"
            case 1: return "web\(two < 10 && one > 2 ? "0" : "")\(two)"
            case 2: return "r\(one)n\(two)"
            case 3: return "10.\(one).\(three).\(two)"
            default: return "\(one > 2 ? "a" : "b")\(one)-\(two)x\(three).example"
            }
        }
        return Array(Set(names)).sorted()
    }

    private static func operand(_ random: inout some RandomNumberGenerator) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return "@" + (["web", "odd", "rack1", "rack[1-2]", "*"].randomElement(using: &random) ?? "*")
        case 1: return ["web*", "*1", "r?n?", "db*", "web0[1-2]*", "*"].randomElement(using: &random) ?? "*"
        case 2, 3: return "r[\(ranges(&random))]n[\(ranges(&random))]"
        case 4: return "r\(Int.random(in: 1...3, using: &random))n[\(ranges(&random))]"
        case 5: return "db\(Int.random(in: 1...4, using: &random))"
        case 6: return ["web[1-", "a[3-1]", "", "x[1-2/0]", "n[08-9]"].randomElement(using: &random) ?? ""
        default: return "web[\(padded(&random))]"
        }
    }

    private static func ranges(_ random: inout some RandomNumberGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
            let first = Int.random(in: 1...8, using: &random)
            let last = first + Int.random(in: 0...6, using: &random)
            if first == last { return "\(first)" }
            return Bool.random(using: &random) ? "\(first)-\(last)" : "\(first)-\(last)/2"
        }.joined(separator: ",")
    }

    private static func padded(_ random: inout some RandomNumberGenerator) -> String {
        let first = Int.random(in: 1...9, using: &random)
        let last = Int.random(in: first...12, using: &random)
        let end = last < 10 ? "0\(last)" : "\(last)"
        return "0\(first)-\(end)" + (Int.random(in: 0..<4, using: &random) == 0 ? "/3" : "")
    }
}
