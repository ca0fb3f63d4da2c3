import Foundation
import StrictYAML
import Testing
import TrawlDomain
import TrawlFleet

@Suite("A hosts file")
struct HostsFileTests {
    @Test("takes every way to write an address")
    func addresses() throws {
        let text = """
            # the fleet
            web01
            ops@web02   # a comment
            web03:2222\r
              [2001:db8::1]:22

            2001:db8::2
            192.0.2.7
            root@rack[1-2]node[1-2]:2200
            a,b
            last
            """
        let file = try HostsFile(text: text, named: "hosts")
        #expect(
            file.entries.map { "\($0.name)|\($0.address.user ?? "")|\($0.address.host)|\($0.address.port ?? 0)" } == [
                "web01||web01|0", "web02|ops|web02|0", "web03:2222||web03|2222", "2001:db8::1.22||2001:db8::1|22",
                "2001:db8::2||2001:db8::2|0", "192.0.2.7||192.0.2.7|0", "rack1node1:2200|root|rack1node1|2200",
                "rack1node2:2200|root|rack1node2|2200", "rack2node1:2200|root|rack2node1|2200",
                "rack2node2:2200|root|rack2node2|2200", "a||a|0", "b||b|0", "last||last|0",
            ]
        )
        #expect(file.entries[3].location.description == "hosts:5")
    }

    @Test("names the line of every mistake, and both lines of a name that comes twice")
    func faults() throws {
        let text = """
            web01
            web02:99999
            bad name
            ../etc
            root@web01
            -oProxyCommand=x
            :22
            @web
            web[1-
            1:2:3
            web*
            [::1]x
            """
        let faults = try #require(throws: FleetFaults.self) { try HostsFile(text: text, named: "h") }
        #expect(
            faults.description == """
                h:2: "web02:99999" is no address: a port is a number from 1 to 65535
                h:3: white space inside a name; separate names by commas, at character 4 of "bad name"
                h:4: node name "../etc" cannot be used: it begins with a dot
                h:5: "web01" is given here and on line 1
                h:6: node name "-oProxyCommand=x" cannot be used: it begins with a dash
                h:7: ":22" is no address: the host is missing
                h:8: a hosts file names no groups; write the hosts
                h:9: this bracket is never closed, at character 4 of "web[1-"
                h:10: "1:2:3" is no address: with more than one colon it must be an IPv6 address, as in [2001:db8::1]:22
                h:11: nothing matches "web*"
                h:12: "[::1]x" is no address: only a port can follow the bracket, as in [2001:db8::1]:22
                """
        )
    }

    @Test("of 5,000 lines is read at once", .timeLimit(.minutes(1)))
    func large() throws {
        let text = (1...5000).map { "ops@node\($0).example.com:2222\n" }.joined()
        let clock = ContinuousClock()
        var count = 0
        let time = try clock.measure { count = try HostsFile(text: text, named: "-").entries.count }
        #expect(count == 5000)
        #expect(time < .seconds(5), "unoptimised, on a busy machine")
    }

    @Test("is read from disk, or says why not")
    func fromDisk() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).hosts").path
        let missing = #expect(throws: FleetFaults.self) { try HostsFile(file: path) }
        #expect(missing?.description == "\(path): the file cannot be read: No such file or directory")
        try "a\nb\n".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try HostsFile(file: path).entries.map(\.name) == ["a", "b"])
    }

    @Test("names the same nodes again after it was written from them")
    func roundTrip() throws {
        let text = "web[01-03]\nroot@db[1-2]:2222\n[2001:db8::1]:22\n127.0.0.1:[2201-2204]\nplain\n2001:db8::7\n"
        let first = try targets(text)
        let written = HostsFile.text(naming: first)
        #expect(
            written == """
                127.0.0.1:[2201-2204]
                2001:db8::7
                [2001:db8::1]:22
                plain
                root@db[1-2]:2222
                web[01-03]

                """
        )
        #expect(Set(try targets(written)) == Set(first))
        #expect(HostsFile.text(naming: []).isEmpty)
    }

    private func targets(_ text: String) throws -> [NodeTarget] {
        let account = LocalAccount.forTests()
        return try TargetResolver(hostsFile: HostsFile(text: text, named: "h"), account: account).resolve([])
    }
}
