/// libssh2's session.
///
/// Only its ``SSHSession`` touches what it points to, on its event loop, until it frees it.
@safe struct RawSession {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }
}

/// libssh2's channel.
///
/// Only its ``SSHSession`` touches what it points to, on its event loop, until it frees it.
@safe struct RawChannel {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }
}
