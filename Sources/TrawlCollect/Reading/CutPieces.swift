import NIOCore

/// A part of what another source gives.
struct CutPieces: PieceSource {
    private var source: any PieceSource
    private var dropping: Int64
    private var left: Int64

    init(_ source: any PieceSource, dropping: Int64, count: Int64) {
        self.source = source
        self.dropping = dropping
        left = count
    }

    mutating func next() async throws -> ByteBuffer? {
        while left > 0 {
            guard var piece = try await source.next() else { return nil }
            let dropped = min(dropping, Int64(piece.readableBytes))
            piece.moveReaderIndex(forwardBy: Int(dropped))
            dropping -= dropped
            if Int64(piece.readableBytes) > left {
                piece.moveWriterIndex(to: piece.readerIndex + Int(left))
            }
            left -= Int64(piece.readableBytes)
            if piece.readableBytes > 0 { return piece }
        }
        return nil
    }
}
