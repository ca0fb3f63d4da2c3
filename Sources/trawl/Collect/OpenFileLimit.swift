import Glibc

/// How many files and connections the process may have open at once.
enum OpenFileLimit {
    /// What one running node takes: its connection, its transcript, an artifact for each stream, and one to spare.
    static let perNode = 5
    /// What trawl takes beside its nodes.
    static let own = 64

    /// The limit that holds, and the one that it may be raised to.
    static var current: (soft: UInt64, hard: UInt64) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return (UInt64(limit.rlim_cur), UInt64(limit.rlim_max))
    }

    /// Raises the limit as far as it goes without rights; the usual 1024 would end at some 200 nodes.
    static func raise() {
        let (_, hard) = current
        // Nobody closes descriptors by counting to the limit here, so that a large one costs nothing.
        var limit = rlimit(rlim_cur: rlim_t(min(hard, 1 << 20)), rlim_max: rlim_t(hard))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
