import ArgumentParser
import TrawlFleet

/// Reads hosts on the way as a person wrote them on the command line.
enum JumpArgument {
    /// `[user@]host[:port]` with commas between; none are none.
    static func hosts(_ text: String) throws -> [HostAddress] {
        if text == "none" { return [] }
        guard let hosts = HostAddress.way(text) else {
            throw ValidationError("\(text.debugDescription) is no way: write [user@]host[:port], with commas between.")
        }
        return hosts
    }
}
