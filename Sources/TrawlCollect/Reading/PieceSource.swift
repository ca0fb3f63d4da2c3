package import NIOCore

/// Bytes that are made, or read, only when someone asks for the next piece of them.
///
/// So nothing is held for a client that takes its time but what the source itself keeps: a descriptor and a few hundred
/// kilobytes. Letting go of it gives all of that back.
package protocol PieceSource: Sendable {
    /// The next bytes, never none of them; nil at the end.
    ///
    /// - Throws: what went wrong in making them; `CancellationError` when the task is cancelled.
    mutating func next() async throws -> ByteBuffer?
}
