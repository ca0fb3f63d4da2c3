/// Why bytes are not what RFC 4251, section 5, says they should be.
package enum SSHWireError: Error, Hashable, Sendable {
    /// The bytes end before the value does.
    case truncated
    /// A string that should be UTF-8 is not.
    case notText
    /// An mpint that should not be negative is.
    case negativeNumber
}
