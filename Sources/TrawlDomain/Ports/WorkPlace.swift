/// Where an attempt at a node is made, handed out by the collector that will work there.
///
/// An attempt that begins on the thread that its session will live on needs no other to be woken between the two.
package struct WorkPlace: Sendable {
    /// Takes the attempt's tasks; nil leaves that to Swift.
    package let executor: (any TaskExecutor)?
    /// Gives the place back; to be called once, when the attempt is over or was not made.
    package let leave: @Sendable () -> Void

    /// Makes a place.
    package init(executor: (any TaskExecutor)?, leave: @escaping @Sendable () -> Void) {
        self.executor = executor
        self.leave = leave
    }

    /// Wherever Swift likes.
    package static let anywhere = WorkPlace(executor: nil) {}
}
