/// What a server has said, and must therefore stay true.
struct AcknowledgedJobs {
    /// In the order in which they were made.
    var created: [String] = []
    var cancelled: Set<String> = []
    /// The status in which each was last seen to have ended.
    var final: [String: String] = [:]
    var deleted: Set<String> = []
    /// Their deletion was asked for, and not answered: it happened or not.
    var perhapsDeleted: Set<String> = []
    var kills = (atFailpoints: 0, atMoments: 0)

    var summary: String {
        """
        \(kills.atFailpoints) killed at failpoints and \(kills.atMoments) at moments, \(created.count) jobs kept, \
        \(cancelled.count) cancelled, \(deleted.count) deleted
        """
    }

    /// A deletion is about to be asked for.
    mutating func forget(_ id: String) {
        created.removeAll { $0 == id }
        cancelled.remove(id)
        final[id] = nil
        perhapsDeleted.insert(id)
    }
}
