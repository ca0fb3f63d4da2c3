import Testing

@testable import trawl

@Suite("Server-sent events, taken apart")
struct ServerEventParserTests {
    private let stream = """
        retry: 2000

        : still here

        event: node
        data: {"a":1}
        id: 7

        data: one
        data:two

        event: job
        data: {}
        id: 8-1-90


        """

    private let events = [
        ServerEvent(name: "node", data: #"{"a":1}"#, id: "7"),
        ServerEvent(name: "", data: "one\ntwo", id: "7"),
        ServerEvent(name: "job", data: "{}", id: "8-1-90"),
    ]

    @Test("However the bytes are cut, and whatever ends the lines", arguments: ["\n", "\r\n", "\r"])
    func cuts(lineEnd: String) {
        let bytes = Array(stream.replacing("\n", with: lineEnd).utf8)
        for size in 1...bytes.count {
            var parser = ServerEventParser()
            var found: [ServerEvent] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                found += parser.take(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(found == events, "in pieces of \(size)")
        }
    }

    @Test("An event that was not ended is none")
    func unfinished() {
        var parser = ServerEventParser()
        #expect(parser.take("event: node\ndata: {}\n".utf8).isEmpty)
    }
}
