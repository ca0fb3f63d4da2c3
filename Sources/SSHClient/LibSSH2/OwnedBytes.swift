/// Bytes that stay where they are while libssh2 may look at them, between the tries of one call; wiped when let go.
@safe final class OwnedBytes {
    private let storage: UnsafeMutableBufferPointer<UInt8>
    let count: Int

    init(_ bytes: some Collection<UInt8>) {
        count = bytes.count
        // One byte more, so that there is an address even for nothing.
        unsafe storage = .allocate(capacity: count + 1)
        _ = unsafe storage.initialize(from: bytes)
        unsafe storage[count] = 0
    }

    deinit {
        unsafe storage.update(repeating: 0)
        unsafe storage.deallocate()
    }

    var bytes: UnsafePointer<UInt8>? { unsafe UnsafePointer(storage.baseAddress) }

    var characters: UnsafePointer<CChar>? {
        unsafe UnsafeRawPointer(storage.baseAddress)?.assumingMemoryBound(to: CChar.self)
    }
}

/// A `void **` whose target is one object, unretained; the object must outlive it.
@safe final class OwnedPointer {
    let target: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let object: AnyObject

    init(to object: AnyObject) {
        self.object = object
        unsafe target = .allocate(capacity: 1)
        unsafe target.initialize(to: Unmanaged.passUnretained(object).toOpaque())
    }

    deinit {
        unsafe target.deinitialize(count: 1)
        unsafe target.deallocate()
    }
}
