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

/// libssh2's `LIBSSH2_CALLBACK_DISCONNECT`: the server says why it hangs up (RFC 4253, section 11.1).
@unsafe func peerDisconnected(
    _: OpaquePointer?,
    _: Int32,
    _ message: UnsafePointer<CChar>?,
    _ length: Int32,
    _: UnsafePointer<CChar>?,
    _: Int32,
    _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) {
    guard let wire = unsafe wire(behind: abstract) else { return }
    let words = unsafe printable(message, length)
    let reason = words.isEmpty ? "" : ": \(words)"
    wire.ended(SSHError(.disconnected, during: .read, "The node ended the connection\(reason)."))
}

/// A peer's words, short enough and harmless enough for an error's sentence.
@unsafe private func printable(_ start: UnsafePointer<CChar>?, _ length: Int32) -> String {
    guard let start = unsafe start, length > 0 else { return "" }
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: min(Int(length), 200))
    let text = unsafe String(decoding: bytes, as: UTF8.self)
    return String(text.unicodeScalars.map { (" "..."~").contains($0) ? Character($0) : "?" })

}

/// The wire that a session's `abstract` points to.
@unsafe func wire(behind abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> Wire? {
    guard let pointer = unsafe abstract?.pointee else { return nil }
    return unsafe Unmanaged<Wire>.fromOpaque(pointer).takeUnretainedValue()
}
