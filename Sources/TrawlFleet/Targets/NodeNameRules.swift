import TrawlDomain

/// Which names nodes and groups can have, so that a node set can speak of each of them.
enum NodeNameRules {
    /// Why a name cannot be used, for a person; nil where it can.
    static func fault(of name: String) -> String? {
        if name == "all" { return "\"all\" means every node and cannot be a name" }
        if let byte = name.utf8.first(where: { notation.contains($0) }) {
            let character = Character(Unicode.Scalar(byte))
            return "\(name.debugDescription) cannot be a name: \(character) has a meaning of its own in node sets"
        }
        do {
            _ = try NodeName(name)
            return nil
        } catch {
            return error.description
        }
    }

    private static let notation = Set(",!&^[]@*?#\"'".utf8)
}
