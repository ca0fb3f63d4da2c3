import TrawlDomain

// What the database does by its statements, once more for values in memory.

extension JobQuery {
    /// Whether a job is asked for, by all that can be told from the job itself.
    func takes(_ job: Job) -> Bool {
        guard projectID == nil || job.projectID == projectID,
            statuses?.contains(job.status) ?? true,
            owner == nil || job.owner == owner,
            profile == nil || job.profile == profile,
            job.id.description.hasPrefix(idPrefix?.uppercased() ?? ""),
            cursor.map({ job.id < $0.last }) ?? true
        else { return false }
        return text.map { $0.isIn(job.name) || $0.isIn(job.targets) || $0.isIn(job.id.description) } ?? true
    }
}

extension NodeQuery {
    func takes(_ node: NodeRecord) -> Bool {
        guard statuses?.contains(node.status) ?? true, stages?.contains(node.stage) ?? true,
            positions?.contains(node.position) ?? true
        else { return false }
        if let failureCodes {
            guard let failure = node.failure, failureCodes.contains(failure.code) else { return false }
        }
        guard let text else { return true }
        return text.isIn(node.name.description) || text.isIn(node.target.address)
            || text.isIn(node.failure?.message ?? "")
    }
}

extension NodeOrder {
    func puts(_ left: NodeCursor, before right: NodeCursor) -> Bool {
        isDescending ? Self.isSmaller(right, than: left) : Self.isSmaller(left, than: right)
    }

    private static func isSmaller(_ left: NodeCursor, than right: NodeCursor) -> Bool {
        switch (left.key, right.key) {
        case (.number(let one), .number(let other)) where one != other: one < other
        // As SQLite compares, by the bytes.
        case (.word(let one), .word(let other)) where one != other: one.utf8.lexicographicallyPrecedes(other.utf8)
        case (.number, _), (.word, _): left.position < right.position
        }
    }
}
