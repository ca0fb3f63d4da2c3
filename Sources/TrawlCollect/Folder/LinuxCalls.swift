import Glibc

/// Two system calls that the C library has and its Swift module does not show.
///
/// Both only make things faster: where one is missing, the caller does without.
enum LinuxCalls {
    /// syncfs(2), where its errors can be trusted: before Linux 5.8 it hides those of writing back.
    static let syncFileSystem: (@Sendable @convention(c) (Int32) -> Int32)? = {
        guard kernelIsAtLeast(5, 8) else { return nil }
        return symbol("syncfs").map { unsafeBitCast($0, to: (@Sendable @convention(c) (Int32) -> Int32).self) }
    }()

    /// sync_file_range(2): descriptor, offset, length, flags.
    static let syncFileRange: (@Sendable @convention(c) (Int32, Int, Int, UInt32) -> Int32)? =
        symbol("sync_file_range").map {
            unsafeBitCast($0, to: (@Sendable @convention(c) (Int32, Int, Int, UInt32) -> Int32).self)
        }

    /// Waits for pages that are being written.
    static let waitBefore: UInt32 = 1
    /// Begins to write what is dirty.
    static let write: UInt32 = 2
    /// Waits until what was begun is written.
    static let waitAfter: UInt32 = 4

    private static func symbol(_ name: String) -> UnsafeMutableRawPointer? {
        dlopen(nil, RTLD_NOW).flatMap { dlsym($0, name) }
    }

    private static func kernelIsAtLeast(_ major: Int, _ minor: Int) -> Bool {
        var system = utsname()
        guard uname(&system) == 0 else { return false }
        let release = withUnsafeBytes(of: &system.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return false }
        return (numbers[0], numbers[1]) >= (major, minor)
    }
}
