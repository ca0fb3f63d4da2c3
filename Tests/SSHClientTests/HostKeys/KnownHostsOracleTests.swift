import Foundation
import SSHClient
import Testing

/// What `ssh-keygen -F` finds, KnownHosts finds: the same lines, markers and keys.
@Suite struct KnownHostsOracleTests {
    /// A hosts field, with its marker where it has one, and the names that are looked up against it.
    struct Case: Sendable, CustomTestStringConvertible {
        let hosts: String
        let names: [String]

        init(_ hosts: String, _ names: String...) {
            self.hosts = hosts
            self.names = names
        }

        var testDescription: String { "\(hosts) ? \(names.joined(separator: " "))" }
    }

    static let cases = [
        Case("web01", "web01", "web0", "web011", "WEB01", "[web01]:2222"),
        Case("Web01.Example", "web01.example", "WEB01.EXAMPLE", "Web01.Example"),
        Case("web01,web02,192.0.2.7", "web01", "web02", "192.0.2.7", "192.0.2.70", "web01,web02"),
        Case("[web01]:2222", "web01", "[web01]:2222", "[web01]:2223", "[WEB01]:2222", "web01:2222"),
        Case("[web01]:22", "web01", "[web01]:22"),
        Case("[2001:db8::1]:2222", "2001:db8::1", "[2001:db8::1]:2222", "[2001:DB8::1]:2222"),
        Case("2001:db8::1", "2001:db8::1", "2001:db8::2"),
        Case("*", "web01", "[web01]:2222", "a.b.c"),
        Case("*.example", "a.example", "a.b.example", "example", ".example", "A.EXAMPLE"),
        Case("web*.example", "web.example", "web01.example", "we.example", "web01.example.org"),
        Case("web??", "web01", "web1", "web001", "WEB01"),
        Case("web0?.example,!web09.example", "web01.example", "web09.example", "WEB09.example"),
        Case("!web09.example,web0?.example", "web01.example", "web09.example"),
        Case("*.example,!*.secret.example", "a.example", "a.secret.example", "secret.example"),
        Case("!*", "web01"),
        Case("!web01", "web01", "web02"),
        Case("!web01,*", "web01", "web02", "[web01]:2222"),
        Case("[*]:2222", "[web01]:2222", "web01", "[web01]:22222"),
        Case("[web0?]:22*", "[web01]:22", "[web01]:2222", "[web01]:2", "[web01]:2200"),
        Case("*a*b*c*", "abc", "xaxbxcx", "acb", "aabbcc", "ab"),
        Case("a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaab"),
        Case("**", "x", "web01"),
        Case("*?", "x", "xy"),
        Case("?*?", "x", "xy", "xyz"),
        Case(",web01,,", "web01", "web02"),
        Case("web01,", "web01"),
        Case("!!web01,*", "web01", "!web01", "web02"),
        Case("@revoked *", "web01", "[web01]:2222"),
        Case("@revoked web01", "web01", "web02"),
        Case("@cert-authority *.example", "a.example", "example"),
        Case("@Revoked web01", "web01"),
        Case("@revoked @revoked web01", "web01", "@revoked"),
        Case("@unknown web01", "web01"),
        Case("#web01", "web01", "#web01"),
        Case("w\u{E9}b", "w\u{E9}b", "we\u{301}b", "W\u{C9}B"),
        Case("|1|AAAA|BBBB", "web01", "|1|AAAA|BBBB"),
        Case("|2|x", "|2|x"),
        Case("|1|JfKTdBh7rNbXkVAQCRp4OQoPfmI=|USECr3SWf1JUPsms5AqfD5QfxkM=", "cvs.example.net", "192.0.2.10"),
        Case(String(repeating: "x", count: 1022) + ",web01", "web01"),
        Case(String(repeating: "x", count: 1023) + ",web01", "web01"),
        Case("web01,!" + String(repeating: "x", count: 1023), "web01"),
    ]

    @Test(arguments: cases) func findsWhatSSHKeygenFinds(_ row: Case) throws {
        let folder = try KnownHostsFolder()
        let file = try folder.write("\(row.hosts) \(SampleKey.ed25519(1).text)\nother \(SampleKey.ed25519(2).text)\n")
        for name in row.names { try compare(name, in: file) }
    }

    @Test(arguments: cases) func findsWhatSSHKeygenFindsInHashedNames(_ row: Case) throws {
        let folder = try KnownHostsFolder()
        let file = try folder.write("\(row.hosts) \(SampleKey.ed25519(1).text)\nother \(SampleKey.ed25519(2).text)\n")
        try SSHKeygen.hash(file)
        // ssh(1) looks names up in lower case, ssh-keygen as they are typed; only hashed names show the difference.
        for name in row.names { try compare(String(decoding: HostKeyName(name).bytes, as: UTF8.self), in: file) }
    }

    @Test func theTableIsLargeEnough() {
        #expect(Self.cases.map(\.names.count).reduce(0, +) >= 40)
    }

    @Test func readsTheSameLinesOfAnUntidyFile() throws {
        let (ed, rsa, ecdsa) = (SampleKey.ed25519(1), SampleKey.rsa(1), SampleKey.ecdsa())
        let folder = try KnownHostsFolder()
        let file = try folder.write(
            """
            # a comment

            \t  \t
            h \(ed.text)
               h\t\(rsa.type)  \(rsa.base64)\tcomment of several words
            h \(ecdsa.text) # comment\r
            h \(rsa.text)\r
            \r
            h
            h ssh-rsa
            h # \(ed.text)
            h ssh-rsa #
            h ssh-rsa \(ed.base64)
            h rsa-sha2-512 \(rsa.base64)
            h ssh-ed25519 \(ed.base64)AAAA
            h ssh-ed25519 \(ed.base64.dropLast(4))
            h ssh-ed25519 \(ed.base64)=
            h ssh-ed25519 !!!!
            h ssh-ed25519 AAAA
            h 1024 35 123456789
            @revoked h \(rsa.text)
            @cert-authority   *,!x \(ecdsa.text) ca
            @revoked
            @revoked h
            h \(SampleKey("ssh-ed25519", [[1, 2, 3]]).text.dropLast(2))
            h,!h \(ed.text)
            h \(ed.text)
            """
        )
        try compare("h", in: file)
        try compare("x", in: file)
        #expect(try SSHKeygen.find("h", in: file).map(\.line) == [4, 5, 6, 7, 14, 21, 22, 27])
    }

    @Test(arguments: [1, 2, 3, 4]) func readsDamagedLinesAsSSHKeygenDoes(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let folder = try KnownHostsFolder()
        let hashed = try folder.write("h \(SampleKey.ed25519(3).text)\n", to: "hashed")
        try SSHKeygen.hash(hashed)
        let samples = [
            "h \(SampleKey.ed25519(1).text) comment", "h,!x,[h]:22?? \(SampleKey.ed25519(2).text)",
            "@revoked * \(SampleKey.ed25519(4).text)", "@cert-authority *h,x \(SampleKey.ed25519(5).text)",
            try folder.read("hashed").split(separator: "\n").map(String.init).first ?? "",
        ]
        let signs = Array(" ,*?!|#@[]:=+/hxA0".utf8)
        var text: [UInt8] = []
        for number in 0..<1500 {
            var line = Array(samples[number % samples.count].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let at = Int.random(in: 0..<line.count, using: &random)
                let sign = signs[Int.random(in: 0..<signs.count, using: &random)]
                switch Int.random(in: 0..<4, using: &random) {
                case 0: line[at] = sign
                case 1: line.insert(sign, at: at)
                case 2: line.remove(at: at)
                default: line.removeLast(min(line.count - 1, at / 8))
                }
            }
            text += line + [UInt8(ascii: "\n")]
        }
        let file = try folder.write(String(decoding: text, as: UTF8.self))
        for name in ["h", "x", "[h]:2222", "hx"] { try compare(name, in: file) }
    }

    private func compare(_ name: String, in file: String) throws {
        let found = try KnownHosts(files: [file]).entries(of: HostKeyName(name)).map { entry in
            let marker =
                switch entry.marker {
                case .revoked: "REVOKED"
                case .certificateAuthority: "CA"
                case nil: ""
                }
            return SSHKeygen.Match(line: entry.key.place.line, marker: marker, fingerprint: entry.key.fingerprint)
        }
        let expected = try SSHKeygen.find(name, in: file)
        #expect(found == expected, "looking for \(name)")
    }
}
