import NIOCore

/// Writes readable JSON whose fields keep the order in which they are given, two spaces a level.
struct JSONWriter {
    private(set) var text: ByteBuffer
    private var depth = 0
    private var isEmpty = true

    init(reserving bytes: Int) {
        text = ByteBufferAllocator().buffer(capacity: bytes)
    }

    mutating func object(_ key: StaticString? = nil, _ fields: (inout JSONWriter) -> Void) {
        nest(key, UInt8(ascii: "{"), UInt8(ascii: "}"), fields)
    }

    mutating func array(_ key: StaticString, _ values: (inout JSONWriter) -> Void) {
        nest(key, UInt8(ascii: "["), UInt8(ascii: "]"), values)
    }

    mutating func field(_ key: StaticString, _ value: String) {
        begin(key)
        JSONText.append(quoted: value, to: &text)
    }

    mutating func field(_ key: StaticString, _ value: some FixedWidthInteger) {
        begin(key)
        text.writeString(String(value))
    }

    mutating func field(_ key: StaticString, _ value: Bool) {
        begin(key)
        text.writeStaticString(value ? "true" : "false")
    }

    mutating func null(_ key: StaticString) {
        begin(key)
        text.writeStaticString("null")
    }

    mutating func value(_ value: String) {
        begin(nil)
        JSONText.append(quoted: value, to: &text)
    }

    private mutating func nest(
        _ key: StaticString?,
        _ opening: UInt8,
        _ closing: UInt8,
        _ inside: (inout JSONWriter) -> Void
    ) {
        begin(key)
        text.writeInteger(opening)
        depth += 1
        isEmpty = true
        inside(&self)
        depth -= 1
        if !isEmpty { newLine() }
        isEmpty = false
        text.writeInteger(closing)
    }

    private mutating func begin(_ key: StaticString?) {
        if depth > 0 {
            if !isEmpty { text.writeInteger(UInt8(ascii: ",")) }
            newLine()
        }
        isEmpty = false
        guard let key else { return }
        text.writeInteger(UInt8(ascii: "\""))
        text.writeStaticString(key)
        text.writeStaticString("\": ")
    }

    private mutating func newLine() {
        text.writeInteger(UInt8(ascii: "\n"))
        text.writeRepeatingByte(UInt8(ascii: " "), count: depth * 2)
    }
}
