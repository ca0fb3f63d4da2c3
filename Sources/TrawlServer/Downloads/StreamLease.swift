import NIOConcurrencyHelpers

/// One open stream's place; given back when it ends or is let go of, whichever is first.
package final class StreamLease: Sendable {
    private let giveBack: NIOLockedValueBox<(@Sendable () -> Void)?>

    init(_ giveBack: @escaping @Sendable () -> Void) {
        self.giveBack = NIOLockedValueBox(giveBack)
    }

    deinit { end() }

    /// Gives the place back; a second time does nothing.
    package func end() {
        let giveBack = giveBack.withLockedValue { box -> (@Sendable () -> Void)? in
            defer { box = nil }
            return box
        }
        giveBack?()
    }
}
