import Testing
import TrawlDomain

@Suite("Who may do what")
struct PrincipalTests {
    @Test("Roles", arguments: AccessRole.allCases)
    func roles(_ role: AccessRole) {
        let principal = Principal(name: "alice", role: role, projectID: "default")
        #expect(principal.maySee(projectID: "default"))
        #expect(principal.maySee(projectID: "other") == (role == .admin))
        #expect(principal.confinedTo == (role == .admin ? nil : "default"))
        #expect(principal.mayOperate == (role != .viewer))
        #expect(principal.mayRunCommands == (role == .admin))
    }

    @Test("A hash is not printed, and is compared whole")
    func hashes() throws {
        let one = try #require(TokenHash(repeatElement(1, count: 32)))
        var bytes = one.bytes
        bytes[31] = 2
        let other = try #require(TokenHash(bytes))
        #expect(one.matches(one) && !one.matches(other))
        #expect("\(one)" == "•••" && String(reflecting: one) == "•••")
        #expect(TokenHash([1, 2, 3]) == nil)
    }
}
