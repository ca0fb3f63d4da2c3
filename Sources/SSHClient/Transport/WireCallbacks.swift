import CLibSSH2
import Glibc

/// libssh2's two transport callbacks.
///
/// They are free functions because a closure written in isolated code traps when C
/// calls it from elsewhere; `abstract` is the session's ``Wire``, unretained.
@unsafe func wireReceive(
    _: libssh2_socket_t,
    _ buffer: UnsafeMutableRawPointer?,
    _ length: Int,
    _: Int32,
    _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int {
    guard let buffer = unsafe buffer, let wire = unsafe wire(behind: abstract) else { return -Int(EBADF) }
    return unsafe wire.take(into: buffer, count: length) ?? -Int(EAGAIN)
}

/// See ``wireReceive(_:_:_:_:_:)``.
@unsafe func wireSend(
    _: libssh2_socket_t,
    _ buffer: UnsafeRawPointer?,
    _ length: Int,
    _: Int32,
    _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int {
    guard let buffer = unsafe buffer, let wire = unsafe wire(behind: abstract) else { return -Int(EBADF) }
    unsafe wire.give(UnsafeRawBufferPointer(start: buffer, count: length))
    return length
}

/// The wire that a session's `abstract` points to.
@unsafe func wire(behind abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> Wire? {
    guard let pointer = unsafe abstract?.pointee else { return nil }
    return unsafe Unmanaged<Wire>.fromOpaque(pointer).takeUnretainedValue()
}
