import NIOCore

/// One event as it goes over the wire (the HTML standard, section 9.2: server-sent events), but for its id.
struct EventFrame: Sendable {
    /// `event:` and `data:`, each with its line end.
    let text: ByteBuffer

    /// An event with a document.
    ///
    /// The documents of this module always encode; one that did not would be told as an empty object.
    init(_ name: String, _ document: some Encodable) {
        // JSON on one line has no line end to escape.
        let data = (try? DocumentCoding.text(of: document)) ?? "{}"
        text = ByteBuffer(string: "event: \(name)\ndata: \(data)\n")
    }

    /// Appends the event, with the id that a viewer resumes from where it is given one.
    func append(to out: inout ByteBuffer, id: EventPosition? = nil) {
        if let id { out.writeString("id: \(id)\n") }
        out.writeImmutableBuffer(text)
        out.writeStaticString("\n")
    }
}
