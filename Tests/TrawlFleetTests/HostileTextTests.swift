import Foundation
import StrictYAML
import Testing
import TrawlDomain
import TrawlFleet

/// Texts that nobody meant to write: cut, doubled, swapped and strewn with the characters that mean something.
@Suite("Hostile text")
struct HostileTextTests {
    @Test("neither crashes nor hangs any reader, and what is read is sound", .timeLimit(.minutes(2)), arguments: 0..<8)
    func mutated(seed: Int) throws {
        var random = Generator(state: UInt64(seed) &* 7919 &+ 1)
        for _ in 0..<250 {
            let text = mutate(Self.seeds.randomElement(using: &random) ?? "", &random)
            if let set = try? NodeSet(parsing: text) {
                #expect(Set(set.names).count == set.names.count)
                let folded = NodeSet.fold(set.names)
                #expect(try Set(NodeSet(parsing: folded).names) == Set(set.names), "\(text.debugDescription)")
            }
            if let file = try? HostsFile(text: text, named: "h") {
                for entry in file.entries { _ = try NodeName(entry.name) }
            }
            if let inventory = try? Inventory(text: text, named: "i") {
                for node in inventory.nodes { _ = try NodeName(node.name) }
            }
        }
    }

    private func mutate(_ seed: String, _ random: inout Generator) -> String {
        var scalars = Array(seed.unicodeScalars)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0...scalars.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: scalars.insert(Self.spice.randomElement(using: &random) ?? " ", at: place)
            case 1 where place < scalars.count: scalars.remove(at: place)
            case 2 where place < scalars.count: scalars[place] = Self.spice.randomElement(using: &random) ?? " "
            default:
                let end = min(scalars.count, place + Int.random(in: 0...12, using: &random))
                scalars.insert(contentsOf: scalars[place..<end], at: Int.random(in: 0...scalars.count, using: &random))
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static let spice = Array(
        "[]{},!&^@*?:-/#%|>'\"~\\ \t\n\r09a\u{0}\u{7f}\u{202e}\u{feff}\u{301}é".unicodeScalars
    )
    private static let seeds = [
        "web[01-40,43],rack[1-3]node[1-8]!web[02-03]&@web^all", "n[0-10/2],10.0.0.[1-3],2001:db8::1,[2001:db8::1]:22",
        "web01\nops@web02 # no\n[2001:db8::1]:22\nroot@rack[1-2]:2200\n",
        "defaults: {user: ops, port: 22}\ngroups:\n  web: {nodes: \"web[1-3]\", identity: [a, b]}\nnodes:\n  x: {address: 10.0.0.1}\n",
        "groups:\n  - a\n  - &b {c: d}\nnodes: |\n  text\n? [k]\n: !!str v\n---\n...\n",
    ]

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}
