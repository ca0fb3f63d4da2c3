import SSHClient
import Testing

@Suite("Secrets")
struct SecretTests {
    private struct Holder {
        let name = "web"
        let password = Secret("hunter2")
    }

    @Test("give their bytes back")
    func bytes() {
        #expect(Secret("päss").withBytes { Array($0) } == Array("päss".utf8))
        #expect(Secret("").isEmpty)
        #expect(Secret("").withBytes { Array($0) } == [])
        #expect(!Secret(bytes: [0, 255]).isEmpty)
    }

    @Test("print as three dots, however they are printed")
    func prints() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "•••")
        #expect(String(reflecting: secret) == "•••")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        var dumped = ""
        dump(Holder(), to: &dumped)
        #expect(dumped.contains("•••"))
        for text in [dumped, "\(Holder())", String(reflecting: [secret])] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("storage"))
        }
    }
}
