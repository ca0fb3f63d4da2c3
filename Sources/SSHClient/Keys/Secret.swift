import Glibc

/// A password or passphrase: held in memory only, never printed, wiped when the last copy goes.
///
/// Copies share one buffer. The text that a secret was made from is the caller's to forget.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let storage: Storage

    /// Keeps the UTF-8 of a text.
    public init(_ text: String) { self.init(bytes: text.utf8) }

    /// Keeps bytes that need not be text.
    public init(bytes: some Collection<UInt8>) { storage = Storage(bytes) }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { storage.count == 0 }

    /// Lends the bytes to a closure; the pointer is good until the closure returns, and the base may be nil when empty.
    public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try unsafe storage.withBytes(body)
    }

    /// Three dots, whatever is in it.
    public var description: String { "•••" }
    /// Three dots, whatever is in it.
    public var debugDescription: String { description }
    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>(), displayStyle: .struct) }
}

extension Secret {
    /// The one buffer of a secret.
    ///
    /// `@unchecked`: the bytes are written before `init` returns and in `deinit`, which runs when nobody else holds
    /// the object, so no two threads ever meet at a write. An array in a lock would do too, but could not promise that
    /// growing or copying never left another copy behind.
    @safe private final class Storage: @unchecked Sendable {
        private let buffer: UnsafeMutableRawBufferPointer

        init(_ bytes: some Collection<UInt8>) {
            unsafe buffer = .allocate(byteCount: bytes.count, alignment: 1)
            unsafe buffer.copyBytes(from: bytes)
        }

        var count: Int { unsafe buffer.count }

        func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
            try unsafe body(UnsafeRawBufferPointer(buffer))
        }

        deinit {
            // Not memset: the compiler may leave out a write to memory that is freed next.
            if let base = unsafe buffer.baseAddress { unsafe explicit_bzero(base, buffer.count) }
            unsafe buffer.deallocate()
        }
    }
}
