import Foundation
import SSHClient
import Testing

@Suite struct KnownHostsTests {
    private let first = SampleKey.ed25519(1)
    private let second = SampleKey.ed25519(2)
    private let rsa = SampleKey.rsa(1)

    private func hosts(_ text: String) -> KnownHosts {
        var hosts = KnownHosts()
        hosts.read(Array(text.utf8), file: "known")
        return hosts
    }

    private func verdict(_ text: String, _ key: SampleKey, host: String = "h", port: Int = 22) throws -> String {
        switch try hosts(text).verdict(host: host, port: port, key: key.bytes) {
        case .trusted(let place): "trusted \(place)"
        case .unknown: "unknown"
        case .changed(let known): "changed \(known.place) \(known.algorithm)"
        case .revoked(let place): "revoked \(place)"
        }
    }

    @Test func saysWhatIsKnownOfAKey() throws {
        #expect(try verdict("h \(first.text)", first) == "trusted known:1")
        #expect(try verdict("\n# c\nH \(first.text)", first) == "trusted known:3")
        #expect(try verdict("x \(first.text)", first) == "unknown")
        #expect(try verdict("h \(first.text)", second) == "changed known:1 ssh-ed25519")
        #expect(try verdict("h \(first.text)\nh \(second.text)", second) == "trusted known:2")
        #expect(try verdict("h,!h \(first.text)", first) == "unknown")
    }

    @Test func anotherAlgorithmIsAChange() throws {
        #expect(try verdict("h \(rsa.text)", first) == "changed known:1 ssh-rsa")
        #expect(try verdict("h \(rsa.text)\nh \(second.text)", first) == "changed known:2 ssh-ed25519")
    }

    @Test func aRevokedKeyOutweighsEveryLineThatTrustsIt() throws {
        #expect(try verdict("h \(first.text)\n@revoked * \(first.text)", first) == "revoked known:2")
        #expect(try verdict("@revoked h \(first.text)\nh \(first.text)", first) == "revoked known:1")
        #expect(try verdict("h \(second.text)\n@revoked h \(first.text)", first) == "revoked known:2")
        #expect(try verdict("@revoked x \(first.text)\nh \(first.text)", first) == "trusted known:2")
        #expect(try verdict("@revoked h \(second.text)", first) == "unknown")
    }

    @Test func anAuthoritysKeyIsNoHostKey() throws {
        #expect(try verdict("@cert-authority h \(first.text)", first) == "unknown")
        #expect(try verdict("@cert-authority h \(first.text)", second) == "unknown")
    }

    @Test func anotherPortHasItsOwnKeyOrThatOfTheBareName() throws {
        #expect(try verdict("[h]:2222 \(first.text)", first, port: 2222) == "trusted known:1")
        #expect(try verdict("[h]:2222 \(first.text)", first) == "unknown")
        #expect(try verdict("h \(first.text)", first, port: 2222) == "trusted known:1")
        #expect(try verdict("h \(first.text)", second, port: 2222) == "unknown")
        #expect(
            try verdict("h \(first.text)\n[h]:2222 \(second.text)", first, port: 2222) == "changed known:2 ssh-ed25519"
        )
        #expect(try verdict("@revoked h \(first.text)", first, port: 2222) == "revoked known:1")
    }

    @Test func asksForTheAlgorithmsOfTheKnownKeys() {
        let hosts = hosts(
            """
            h \(rsa.text)
            h,x \(first.text)
            h \(second.text)
            @cert-authority h \(SampleKey.ecdsa().text)
            [x]:2222 \(rsa.text)
            """
        )
        let all = ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa", "ssh-ed25519"]
        #expect(hosts.algorithms(host: "h", port: 22) == all)
        #expect(hosts.algorithms(host: "h", port: 2222) == all)
        #expect(hosts.algorithms(host: "x", port: 2222) == ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"])
        #expect(hosts.algorithms(host: "nobody", port: 22) == [])
    }

    @Test func tellsWhichLinesItCannotRead() {
        let long = String(repeating: "a,", count: 40_000)
        let hosts = hosts(
            "h\n@foo h \(first.text)\nh \(first.text)\n|1|x \(first.text)\n\(long) \(first.text)\nh ssh-rsa \(first.base64)"
        )
        #expect(
            hosts.warnings.map(\.description) == [
                "known:1: the key is missing",
                "known:2: there is no such marker; known are @cert-authority and @revoked",
                "known:4: the hashed host name is damaged",
                "known:5: the line is longer than 65536 bytes",
                "known:6: the key is not of the type that stands before it, but ssh-ed25519",
            ]
        )
        #expect(hosts.algorithms(host: "h", port: 22) == ["ssh-ed25519"])
    }

    @Test func keepsFewWarningsOfAFileThatIsNoKnownHosts() {
        let hosts = hosts(String(repeating: "x\n", count: 50_000))
        #expect(hosts.warnings.count == 100)
        #expect(hosts.unreadableLines == 50_000)
    }

    @Test func readsSeveralFilesAndSkipsMissingOnes() throws {
        let folder = try KnownHostsFolder()
        let one = try folder.write("h \(first.text)\n", to: "one")
        let two = try folder.write("\nh \(second.text)", to: "two")
        let hosts = try KnownHosts(files: [folder.file("missing"), one, two, "/dev/null"])
        let verdict = try hosts.verdict(host: "h", port: 22, key: second.bytes)
        #expect(verdict == .trusted(KnownHostsPlace(file: two, line: 2)))
    }

    @Test func aFileThatCannotBeReadIsAnError() throws {
        let folder = try KnownHostsFolder()
        let file = try folder.write("")
        for path in [folder.path, file + "/known_hosts"] {
            let error = try #require(throws: HostKeyError.self) { _ = try KnownHosts(files: [path]) }
            #expect(error.code == .unreadableFile)
            #expect(error.message.contains(path))
        }
        let endless = try #require(throws: HostKeyError.self) { _ = try KnownHosts(files: ["/dev/zero"]) }
        #expect(endless.message.contains("larger than 64 MiB"))
    }

    @Test func whatIsNoKeyIsAnError() {
        let nonsense: [[UInt8]] = [
            [], [0], [0, 0, 0, 9, 1], Array(first.bytes.dropLast()), first.bytes + [0],
            SampleKey("ssh-rsa\nx ssh-rsa", [[1]]).bytes, SampleKey("", [[1]]).bytes,
            [UInt8](repeating: 0, count: 4000),
            [0xFF, 0xFF, 0xFF, 0xFF, 1],
        ]
        for bytes in nonsense {
            #expect(throws: HostKeyError.self) { _ = try KnownHosts().verdict(host: "h", port: 22, key: bytes) }
        }
    }
}
