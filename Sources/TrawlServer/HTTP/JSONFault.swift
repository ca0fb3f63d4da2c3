import Foundation

/// Says where a text stops being JSON.
enum JSONFault {
    /// One sentence with the line and the column, as far as they are known.
    static func sentence(about bytes: Data) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed)
            return "A value in it cannot be read."
        } catch {
            guard let reason = (error as NSError).userInfo["NSDebugDescription"] as? String else {
                return "It cannot be read."
            }
            // The parser counts bytes from the beginning; a person looks for a line.
            guard let match = reason.firstMatch(of: /\ around character ([0-9]+)/), let offset = Int(match.1) else {
                return reason
            }
            let before = bytes.prefix(offset)
            let line = before.count { $0 == 0x0A } + 1
            let column = before.reversed().prefix { $0 != 0x0A }.count + 1
            return reason.replacingCharacters(in: match.range, with: " at line \(line), column \(column)")
        }
    }
}
