package import StrictYAML
package import TrawlDomain

/// A hosts file: an address a line, `host`, `user@host`, `host:port` or `[2001:db8::1]:port`.
///
/// A line may also be a node set (`web[01-40]`, `ops@web[01-40]:2222`), so that what `--write-failed` writes can be
/// read. `#` begins a comment at the beginning of a line or after white space. A node is called by its host, and its
/// port where one is written (``HostAddress/nodeName``).
package struct HostsFile: Sendable {
    package struct Entry: Hashable, Sendable {
        package let name: String
        package let address: HostAddress
        /// The address as it stands in the file, a node set being expanded.
        package let text: String
        package let location: SourceLocation
    }

    /// What it is called in messages.
    package let name: String
    /// In the order of the file, with names that differ.
    package let entries: [Entry]

    /// Reads a text that is called `name` in messages (`-` for standard input, say).
    ///
    /// - Throws: `FleetFaults` with each line that is wrong; a name that comes twice names both lines.
    package init(text: String, named name: String) throws(FleetFaults) {
        var reader = Reader(file: name)
        var number = 0
        // Lines are cut at bytes: a carriage return belongs to the line's end, whatever Unicode makes of the pair.
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            reader.read(line: Substring(line), number: number)
            if reader.isFull { break }
        }
        if !reader.faults.isEmpty { throw FleetFaults(faults: reader.faults) }
        self.name = name
        entries = reader.entries
    }

    /// Reads a file.
    ///
    /// - Throws: `FleetFaults`, also where the file cannot be read.
    package init(file path: String) throws(FleetFaults) {
        let text: String
        do {
            text = try SourceFile.text(of: path, limit: 64 << 20)
        } catch {
            let location = SourceLocation(file: path)
            throw FleetFaults(faults: [FleetFault(code: .unreadable, location: location, message: error.description)])
        }
        try self.init(text: text, named: path)
    }

    /// The text of a hosts file that names these nodes again, folded, a pattern a line; empty for none.
    package static func text(naming targets: [NodeTarget]) -> String {
        let names = targets.map { target in
            (try? ConnectionSettings(decoding: target.connection))?.writtenAs ?? target.name.description
        }
        return NodeSetFold.patterns(of: names).map { $0 + "\n" }.joined()
    }

    private struct Reader {
        let file: String
        var entries: [Entry] = []
        var faults: [FleetFault] = []
        private var lines: [String: Int] = [:]

        init(file: String) {
            self.file = file
        }

        /// Whether there is no point in reading on.
        var isFull: Bool { faults.count >= 100 || entries.count > NodeSet.limit }

        mutating func read(line: Substring, number: Int) {
            let content = Self.withoutComment(line)
            if content.isEmpty { return }
            let location = SourceLocation(file: file, line: number)
            do {
                let operands = try NodeSetParser.operands(in: content)
                if operands.contains(where: \.isGroup) {
                    return fail(.unreadable, location, "a hosts file names no groups; write the hosts")
                }
                var evaluation = NodeSetEvaluation(text: content, known: .anything)
                for text in try evaluation.names(of: operands) { add(text, location) }
                if entries.count > NodeSet.limit {
                    fail(.unreadable, location, "the file names more than 1,000,000 nodes")
                }
            } catch {
                faults.append(FleetFault(error, location: location))
            }
        }

        private mutating func add(_ text: String, _ location: SourceLocation) {
            do {
                let address = try HostAddress(text)
                let name = address.nodeName
                if let fault = NodeNameRules.fault(of: name) { return fail(.badName, location, fault) }
                if let first = lines[name] {
                    let which = first == location.line ? "twice on this line" : "here and on line \(first)"
                    return fail(.duplicate, location, "\(name.debugDescription) is given \(which)")
                }
                lines[name] = location.line
                entries.append(Entry(name: name, address: address, text: text, location: location))
            } catch {
                fail(.badName, location, error.description)
            }
        }

        private mutating func fail(_ code: FleetFault.Code, _ location: SourceLocation, _ message: String) {
            faults.append(FleetFault(code: code, location: location, message: message))
        }

        private static func withoutComment(_ line: Substring) -> String {
            var end = line.startIndex
            var afterBlank = true
            for index in line.unicodeScalars.indices {
                let scalar = line.unicodeScalars[index]
                if afterBlank, scalar == "#" { break }
                afterBlank = scalar.properties.isWhitespace
                if !afterBlank { end = line.unicodeScalars.index(after: index) }
            }
            return String(line[..<end].drop(while: \.isWhitespace))
        }
    }
}
