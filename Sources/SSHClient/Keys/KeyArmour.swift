import Foundation

/// A key between its `-----BEGIN …-----` and `-----END …-----` lines (RFC 7468, and RFC 1421 for the headers).
struct KeyArmour {
    /// What the lines say it is: `OPENSSH PRIVATE KEY`, `RSA PRIVATE KEY` and so on.
    let label: String
    /// `DEK-Info` and its like, by name; only old PEM files have any.
    let headers: [String: String]
    /// What the base64 holds.
    let body: [UInt8]

    /// Finds the first private key in a file; blocks before it, such as `EC PARAMETERS`, are passed over.
    init(findIn bytes: [UInt8]) throws(KeyFault) {
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let begin = lines.firstIndex { Self.label(of: $0, "BEGIN")?.hasSuffix("PRIVATE KEY") ?? false }
        guard let begin, let label = Self.label(of: lines[begin], "BEGIN") else {
            throw Self.whatElse(lines, bytes)
        }
        guard let end = lines[begin...].firstIndex(where: { Self.label(of: $0, "END") == label }) else {
            throw .damaged("the line -----END \(label)----- is missing")
        }
        var inside = lines[lines.index(after: begin)..<end]
        var headers: [String: String] = [:]
        while let line = inside.first, let colon = line.firstIndex(of: ":") {
            headers[String(line[..<colon])] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            inside.removeFirst()
        }
        guard let body = Data(base64Encoded: inside.joined()), !body.isEmpty else {
            throw .damaged("what is between its first and last line is not base64")
        }
        self.label = label
        self.headers = headers
        self.body = Array(body)
    }

    private static func label(of line: String, _ word: String) -> String? {
        let prefix = "-----\(word) "
        guard line.hasPrefix(prefix), line.hasSuffix("-----"), line.count > prefix.count + 5 else { return nil }
        return String(line.dropFirst(prefix.count).dropLast(5))
    }

    /// Names what a file without a private key is, so that the likely mistakes explain themselves.
    private static func whatElse(_ lines: [String], _ bytes: [UInt8]) -> KeyFault {
        let first = lines.first { !$0.isEmpty } ?? ""
        if bytes.isEmpty { return .notAKey("empty") }
        if first.hasPrefix("PuTTY-User-Key-File") {
            return .unsupported("in PuTTY's format", remedy: .convertFromPuTTY)
        }
        if first.hasPrefix("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY") {
            return .unsupported("in ssh.com's format", remedy: .anotherKey)
        }
        if first.hasPrefix("SSH PRIVATE KEY FILE FORMAT 1.1") {
            return .unsupported("for version 1 of SSH", remedy: .anotherKey)
        }
        if SSHPublicKey(line: first) != nil || label(of: first, "BEGIN")?.hasSuffix("PUBLIC KEY") == true
            || first.hasPrefix("---- BEGIN SSH2 PUBLIC KEY")
        {
            return .notAKey("the public half of one; give the file without .pub")
        }
        return .notAKey("something else")
    }
}
