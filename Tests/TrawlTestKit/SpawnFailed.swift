/// A program that could not be started, or something of the system that a start needs.
package struct SpawnFailed: Error, CustomStringConvertible {
    package let what: String
    package let errno: Int32

    package init(_ what: String, errno: Int32) {
        self.what = what
        self.errno = errno
    }

    package var description: String { "\(what): errno \(errno)" }
}
