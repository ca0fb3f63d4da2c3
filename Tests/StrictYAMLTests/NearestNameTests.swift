import StrictYAML
import Testing

@Suite("The nearest name")
struct NearestNameTests {
    @Test(
        "is found by few edits",
        arguments: [
            ("tiemout", "timeout"), ("Host_Key", "host_key"), ("usr", "user"), ("identitiy", "identity"),
            ("prot", "port"),
        ]
    )
    func found(wanted: String, name: String) {
        #expect(NearestName.to(wanted, among: ["user", "port", "identity", "host_key", "timeout"]) == name)
    }

    @Test("is not invented", arguments: ["password", "x", "", "abcdef"])
    func none(wanted: String) {
        #expect(NearestName.to(wanted, among: ["user", "port", "identity"]) == nil)
        #expect(NearestName.question(for: wanted, among: ["user", "port", "identity"]).isEmpty)
    }
}
