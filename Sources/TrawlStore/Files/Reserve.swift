import Glibc
import NIOConcurrencyHelpers

/// Room on the disk for moves that must be stored although there is no other: a file that is given up for them.
///
/// Once it is given up, nothing else may use the room that becomes free until the file could be made again, so that the
/// next cancel finds its room too.
final class Reserve: Sendable {
    private let path: String
    private let size: Int
    private let isHeld: NIOLockedValueBox<Bool>

    /// Makes the file; nil where there is no room for it, so that a small disk is of use without one.
    init?(in directory: DataDirectory, size: Int) {
        path = directory.path + "/reserve"
        self.size = size
        isHeld = NIOLockedValueBox(false)
        guard size > 0, hold() else { return nil }
    }

    /// Whether the file is there, or could be made again now.
    func hold() -> Bool {
        isHeld.withLockedValue { isHeld in
            if !isHeld { isHeld = Self.make(path, size) }
            return isHeld
        }
    }

    /// Gives the room up; false where it was given up before.
    func giveUp() -> Bool {
        isHeld.withLockedValue { isHeld in
            defer { isHeld = false }
            guard isHeld else { return false }
            return unlink(path) == 0
        }
    }

    private static func make(_ path: String, _ size: Int) -> Bool {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        guard posix_fallocate(file, 0, size) == 0 else {
            unlink(path)
            return false
        }
        return true
    }
}
