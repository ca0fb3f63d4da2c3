import NIOConcurrencyHelpers

/// A closed door for threads: whoever comes blocks until it is opened, for good.
///
/// Stands for calls of the system that hold their thread, getaddrinfo(3) above all: there is nothing to suspend on.
package final class ThreadGate: Sendable {
    private let isOpen = ConditionLock(value: false)

    package init() {}

    /// Blocks the calling thread until the gate is open.
    package func pass() {
        isOpen.lock(whenValue: true)
        isOpen.unlock()
    }

    /// Lets everybody through, now and later.
    package func open() {
        isOpen.lock()
        isOpen.unlock(withValue: true)
    }
}
