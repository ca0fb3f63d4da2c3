import Glibc

/// How the C library's allocator behaves while nodes come and go.
enum MemorySettings {
    /// Lets the allocator keep what it was given, within bounds, instead of handing pages back after every session.
    ///
    /// libssh2 and libcrypto take and give some 200 KiB for each session. With the usual settings the heap's end moves to
    /// and fro with it: over 300 nodes that is 14,000 page faults instead of 6,000. Does nothing where mallopt(3) is
    /// missing.
    static func keepHeap() {
        guard let address = dlsym(dlopen(nil, RTLD_NOW), "mallopt") else { return }
        let set = unsafeBitCast(address, to: (@convention(c) (Int32, Int32) -> Int32).self)
        _ = set(trimThreshold, 32 << 20)
        _ = set(topPad, 1 << 20)
        _ = set(mapThreshold, 4 << 20)
    }

    // malloc.h's names, which Swift's module of the C library does not show.
    private static let trimThreshold: Int32 = -1
    private static let topPad: Int32 = -2
    private static let mapThreshold: Int32 = -3
}
