import SSHClient
import Testing

@Suite("SSH's data types")
struct SSHWireTests {
    @Test(
        "mpints are written as in RFC 4251, section 5",
        arguments: [
            ([], [0, 0, 0, 0]),
            (
                [0x09, 0xA3, 0x78, 0xF9, 0xB2, 0xE3, 0x32, 0xA7],
                [0, 0, 0, 8, 0x09, 0xA3, 0x78, 0xF9, 0xB2, 0xE3, 0x32, 0xA7]
            ),
            ([0x80], [0, 0, 0, 2, 0, 0x80]),
            ([0, 0, 0x7F], [0, 0, 0, 1, 0x7F]),
        ] as [([UInt8], [UInt8])]
    )
    func mpints(magnitude: [UInt8], wire: [UInt8]) throws {
        var writer = SSHWireWriter()
        writer.mpint(magnitude: magnitude)
        #expect(writer.bytes == wire)
        var reader = SSHWireReader(wire)
        #expect(try reader.magnitude() == Array(magnitude.drop { $0 == 0 }))
        #expect(reader.isAtEnd)
    }

    @Test("what is written is read back")
    func roundTrip() throws {
        var writer = SSHWireWriter()
        writer.byte(7)
        writer.uint32(0xDEAD_BEEF)
        writer.string("grüße")
        writer.string([0xFF, 0])
        writer.raw([1, 2])
        var reader = SSHWireReader(writer.bytes)
        #expect(try reader.byte() == 7)
        #expect(try reader.uint32() == 0xDEAD_BEEF)
        #expect(try reader.text() == "grüße")
        #expect(try reader.string() == [0xFF, 0])
        #expect(reader.rest == [1, 2])
    }

    @Test("what a peer made up is refused")
    func refuses() {
        #expect(throws: SSHWireError.truncated) {
            var reader = SSHWireReader([0xFF, 0xFF, 0xFF, 0xFF, 1])
            return try reader.string()
        }
        #expect(throws: SSHWireError.truncated) {
            var reader = SSHWireReader([0, 0, 0])
            return try reader.uint32()
        }
        #expect(throws: SSHWireError.truncated) {
            var reader = SSHWireReader([UInt8]())
            return try reader.byte()
        }
        #expect(throws: SSHWireError.notText) {
            var reader = SSHWireReader([0, 0, 0, 1, 0xFF])
            return try reader.text()
        }
        #expect(throws: SSHWireError.negativeNumber) {
            var reader = SSHWireReader([0, 0, 0, 1, 0x80])
            return try reader.magnitude()
        }
    }
}
