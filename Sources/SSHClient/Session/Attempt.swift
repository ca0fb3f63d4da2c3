import CLibSSH2

/// What one try of a libssh2 call came to.
enum Attempt<Value> {
    case done(Value)
    /// libssh2 needs more bytes from the other side.
    case again
    /// libssh2's error number.
    case failed(Int32)

    /// Reads the usual answer: negative is an error, all else the value.
    static func reading(_ answer: some FixedWidthInteger & SignedInteger, as value: (Int) -> Value) -> Attempt {
        if answer >= 0 { return .done(value(Int(answer))) }
        return answer == LIBSSH2_ERROR_EAGAIN ? .again : .failed(Int32(clamping: answer))
    }
}

extension Attempt where Value == Void {
    init(_ answer: Int32) {
        self = .reading(answer) { _ in }
    }
}
