import CLibSSH2
import Glibc

/// What one public-key sign-in has to say to libssh2's sign callback, and what the callback learned.
///
/// The callback is synchronous. A key in memory signs at once; where someone else signs (an agent may wait for a touch),
/// the first call keeps the bytes and refuses, the bytes are signed elsewhere, and the second call, which is given the
/// same bytes, answers with the signature.
final class SignatureSlip {
    let key: SSHPrivateKey?
    var signature: [UInt8]?
    /// Whether a signature was given.
    private(set) var hasSigned = false
    /// Why the key in memory did not sign.
    private(set) var fault: SSHKeyError?
    /// The bytes that were to be signed; nil while the server has not asked for a signature.
    private(set) var wanted: [UInt8]?
    /// The algorithm named in those bytes.
    private(set) var algorithm = ""

    init(key: SSHPrivateKey?) {
        self.key = key
    }

    /// The signature over `data`, if it can be had now.
    func sign(_ data: [UInt8]) -> [UInt8]? {
        guard let named = RequestedAlgorithm.name(in: data) else { return nil }
        algorithm = named
        if let key {
            do throws(SSHKeyError) {
                let made = try key.signature(for: data, algorithm: named)
                hasSigned = true
                return made
            } catch {
                fault = error
                return nil
            }
        }
        if wanted == data { return signature }
        wanted = data
        return nil
    }
}

/// libssh2's `LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC`; `abstract` points to a ``SignatureSlip``.
@unsafe func signatureWanted(
    _: OpaquePointer?,
    _ signature: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?,
    _ length: UnsafeMutablePointer<Int>?,
    _ data: UnsafePointer<UInt8>?,
    _ count: Int,
    _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 {
    guard let pointer = unsafe abstract?.pointee, let data = unsafe data else { return -1 }
    let slip = unsafe Unmanaged<SignatureSlip>.fromOpaque(pointer).takeUnretainedValue()
    guard let bytes = unsafe slip.sign(Array(UnsafeBufferPointer(start: data, count: count))),
        let copy = unsafe malloc(bytes.count)
    else { return -1 }
    unsafe bytes.withUnsafeBytes { source in
        if let base = source.baseAddress { unsafe copy.copyMemory(from: base, byteCount: bytes.count) }
    }
    // libssh2 lets go of it with its own free, which is the C library's.
    unsafe signature?.pointee = unsafe copy.assumingMemoryBound(to: UInt8.self)
    unsafe length?.pointee = bytes.count
    return 0
}
