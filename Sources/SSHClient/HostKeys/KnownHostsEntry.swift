/// One line of known_hosts that holds a key.
package struct KnownHostsEntry: Hashable, Sendable {
    /// Nil for the key of the hosts that the line names.
    package let marker: KnownHostsMarker?
    package let key: KnownHostKey
}
