import NIOCore
import Testing

@testable import SSHClient

@Suite
struct ReadBuffersTests {
    private let allocator = ByteBufferAllocator()

    private func piece(_ byte: UInt8, from buffers: inout ReadBuffers) -> ByteBuffer {
        var buffer = buffers.next(Self.size)
        #expect(buffer.readableBytes == 0)
        buffer.writeRepeatingByte(byte, count: Self.size)
        buffers.handedOut(buffer)
        return buffer
    }

    private static let size = 64 * 1024

    private func place(of buffer: ByteBuffer) -> Int {
        buffer.withUnsafeReadableBytes { Int(bitPattern: $0.baseAddress) }
    }

    @Test
    func memoryThatNobodyHoldsIsUsedAgain() {
        var buffers = ReadBuffers(allocator)
        var places: Set<Int> = []
        for number in 0..<100 { places.insert(place(of: piece(UInt8(number), from: &buffers))) }
        #expect(places.count <= 10)
    }

    @Test
    func bytesThatSomebodyHoldsStayAsTheyAre() {
        var buffers = ReadBuffers(allocator)
        let held = (0..<100).map { piece(UInt8($0), from: &buffers) }
        for (number, buffer) in held.enumerated() {
            #expect(buffer.readableBytesView.allSatisfy { $0 == UInt8(number) }, "piece \(number)")
        }
    }

    @Test
    func aBufferIntoWhichNothingCameIsTheNextOne() {
        var buffers = ReadBuffers(allocator)
        func triedInVain() -> Int {
            let buffer = buffers.next(4096)
            defer { buffers.giveBack(buffer) }
            return place(of: buffer)
        }
        let before = triedInVain()
        var second = buffers.next(4096)
        second.writeInteger(UInt8(2))
        #expect(place(of: second) == before)
    }

    @Test
    func afterASmallPieceAFloodsMemoryIsLetGo() {
        var buffers = ReadBuffers(allocator)
        for number in 0..<20 { _ = piece(UInt8(number), from: &buffers) }
        var small = buffers.next(Self.size)
        small.writeInteger(UInt8(7))
        buffers.handedOut(small)
        #expect(buffers.held == 0)
    }
}
