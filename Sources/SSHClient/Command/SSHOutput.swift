public import NIOCore

/// A piece of what a command wrote, in the order in which it came.
public enum SSHOutput: Sendable {
    case stdout(ByteBuffer)
    case stderr(ByteBuffer)

    /// The bytes, whichever stream they came by.
    public var bytes: ByteBuffer {
        switch self {
        case .stdout(let bytes), .stderr(let bytes): bytes
        }
    }
}
