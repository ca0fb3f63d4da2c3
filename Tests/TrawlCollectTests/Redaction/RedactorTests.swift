import SSHClient
import Testing
import TrawlCollect
import TrawlTestKit

@Suite("Secrets in a stream")
struct RedactorTests {
    private static let known = "correct horse"

    private func table(_ rules: [RedactionRule] = RedactionRule.allCases) throws -> RedactionTable {
        try #require(RedactionTable(rules: rules, secrets: [Secret(Self.known)]))
    }

    /// What is left of a text that comes in pieces of the given lengths, and then whole.
    private func redacted(_ text: String, by table: RedactionTable, pieces: [Int] = []) -> (String, [String: Int]) {
        var redactor = Redactor(table)
        var (rest, left) = (Array(text.utf8)[...], [UInt8]())
        for length in pieces {
            Array(rest.prefix(length)).withUnsafeBufferPointer { redactor.take($0) { left += $0 } }
            rest = rest.dropFirst(length)
        }
        Array(rest).withUnsafeBufferPointer { redactor.take($0, isLast: true) { left += $0 } }
        return (String(decoding: left, as: UTF8.self), redactor.counts)
    }

    static let examples: [(text: String, left: String)] = [
        ("password=hunter2 next", "password=[redacted:password] next"),
        ("db_password : hunter2\nnext", "db_password : [redacted:password]\nnext"),
        ("Passwd=\"a b\\\"c\", next", "Passwd=\"[redacted:password]\", next"),
        ("{\"client_secret\": \"x y\", \"a\": 1}", "{\"client_secret\": \"[redacted:password]\", \"a\": 1}"),
        ("{\\\"password\\\":\\\"x\\\",\\\"a\\\":1}", "{\\\"password\\\":\\\"[redacted:password]\\\",\\\"a\\\":1}"),
        ("PGPASSWORD='x y' psql", "PGPASSWORD='[redacted:password]' psql"),
        ("tool --password hunter2 --x", "tool --password [redacted:password] --x"),
        ("DB_PASS=x;y\n", "DB_PASS=[redacted:password]\n"),
        ("enable secret 5 $1$ab$cd\n", "enable secret 5 [redacted:password]\n"),
        ("user['password'] = 'x'", "user['password'] = '[redacted:password]'"),
        ("GET /?token=abcdef12&x=1", "GET /?token=[redacted:token]&x=1"),
        ("x-api-key: abcdef12", "x-api-key: [redacted:token]"),
        ("Authorization: Digest username=\"a\", response=\"b\"\nnext", "Authorization: [redacted:token]\nnext"),
        ("\"authorization\": \"Bearer abc\"", "\"authorization\": \"[redacted:token]\""),
        ("Set-Cookie: sid=abc; Secure\r\nnext", "Set-Cookie: [redacted:token]\r\nnext"),
        ("sent Bearer abc.def-ghi done", "sent Bearer [redacted:token] done"),
        ("postgres://ops:p@ss@db/x", "postgres://ops:[redacted:url_credentials]@db/x"),
        ("https://\(String(repeating: "x", count: 24))@host/", "https://[redacted:url_credentials]@host/"),
        ("t=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln, next", "t=[redacted:jwt], next"),
        ("key AKIA\(String(repeating: "Z", count: 16)).", "key [redacted:cloud_key]."),
        ("ghp_\(String(repeating: "a1", count: 18)) next", "[redacted:cloud_key] next"),
        ("AccountKey=\(String(repeating: "b", count: 40))==;End", "AccountKey=[redacted:cloud_key];End"),
        (
            "a\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\nz",
            "a\n[redacted:private_key]\nz"
        ),
        (
            "\"-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE KEY-----\\n\"",
            "\"[redacted:private_key]\\n\""
        ),
        ("it is correct horse, is it", "it is [redacted:secret], is it"),
        ("correct hors", "correct hors"),
        ("password=", "password="),
        ("password: \nnext: line", "password: \nnext: line"),
        ("password=\"\" x", "password=\"\" x"),
    ]

    @Test("are taken out, and nothing else is", arguments: examples)
    func example(_ text: String, _ left: String) throws {
        #expect(redacted(text, by: try table()).0 == left)
    }

    @Test("are found wherever the stream is cut", arguments: examples)
    func cuts(_ text: String, _ left: String) throws {
        let table = try table()
        for cut in 0...text.utf8.count {
            #expect(redacted(text, by: table, pieces: [cut]).0 == left, "cut at \(cut)")
        }
        #expect(redacted(text, by: table, pieces: Array(repeating: 1, count: text.utf8.count)).0 == left)
    }

    @Test(
        "What only looks a little like one stays",
        arguments: [
            "unexpected token: foo", "tokens=15", "bypassed 3 checks: ok", "passwords were changed", "the cookie jar",
            "https://example.org:8443/a@b", "ssh://git@example.org/x", "a://b", "eyJust words.", "MAKIAH",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "authorization is required",
            "bearer of news",
            "Failed password for root from 192.0.2.1 port 22 ssh2", "pwd=/home/ops", "secret", "--token\n", "::ffff:1@",
            "Nov 21 08:55:12 web19 nginx[812]: \"GET /index.html HTTP/1.1\" 200 612",
        ]
    )
    func harmless(_ text: String) throws {
        let (left, counts) = redacted(text, by: try table())
        #expect(left == text)
        #expect(counts.isEmpty)
    }

    @Test("Only the rules that were chosen are used, and known secrets always")
    func chosen() throws {
        let text = "password=x token=abcdefgh correct horse"
        #expect(redacted(text, by: try table([.token])).0 == "password=x token=[redacted:token] [redacted:secret]")
        let (left, counts) = redacted(text, by: try table([]))
        #expect(left == "password=x token=abcdefgh [redacted:secret]")
        #expect(counts == ["secret": 1])
        #expect(RedactionTable(rules: [], secrets: []) == nil)
        #expect(RedactionTable(rules: [], secrets: [Secret("abc")]) == nil)
    }

    @Test("A private key without an end takes 64 KiB with it, and no more")
    func endlessKey() throws {
        let begin = "-----BEGIN RSA PRIVATE KEY-----\n"
        let body = String(repeating: "A", count: 64 * 1024 - begin.utf8.count)
        let table = try table()
        for pieces in [[], [10], [65_530], [65_536], [65_540], Array(repeating: 1000, count: 60)] {
            #expect(redacted(begin + body + "rest", by: table, pieces: pieces).0 == "[redacted:private_key]rest")
        }
    }

    @Test("None of ten thousand secrets is left, wherever the stream is cut")
    func planted() throws {
        var numbers = SeededNumbers(seed: TortureSize.seed)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        func random(_ count: Int) -> String { String((0..<count).map { _ in letters.randomElement(using: &numbers)! }) }
        var (text, secrets) = ("", [String]())
        let forms: [(String, String)] = [
            ("password=", " "), ("\"passwd\": \"", "\","), ("--token ", "\n"), ("Authorization: Basic ", "\n"),
            ("https://ops:", "@web01/"), ("AKIA", "."), ("eyJhbGci.eyJzdWIi.", "\n"), ("secret 5 ", "\n"),
            ("-----BEGIN PRIVATE KEY-----\n", "\n-----END PRIVATE KEY-----\n"), ("", "\(Self.known)"),
        ]
        for number in 0..<10_000 {
            let (before, after) = forms[number % forms.count]
            let secret = before == "AKIA" ? random(16).uppercased() : random(16 + Int(numbers.next() % 40))
            if !before.isEmpty { secrets.append(secret) }
            text += "Nov 21 08:55:12 web19 app[\(number)]: \(before)\(before.isEmpty ? "" : secret)\(after) done\n"
        }
        var pieces: [Int] = []
        while pieces.reduce(0, +) < text.utf8.count - 4096 { pieces.append(1 + Int(numbers.next() % 4096)) }
        let (left, counts) = redacted(text, by: try table(), pieces: pieces)
        let words = Set(left.split { !$0.isLetter && !$0.isNumber }.map(String.init))
        #expect(secrets.filter { words.contains($0) || words.contains("AKIA" + $0) }.isEmpty)
        #expect(!left.contains(Self.known))
        #expect(counts.values.reduce(0, +) == 10_000, "\(counts)")
        #expect(redacted(text, by: try table()).0 == left)
    }
}
