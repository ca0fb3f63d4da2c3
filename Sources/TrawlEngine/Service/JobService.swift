package import TrawlDomain

/// The one door to jobs for everybody who is not trawl itself: it knows who may do what.
///
/// A job of a project that the caller may not see is not found, as if it never was, and nothing is stored. A viewer
/// reads; an operator also runs what server-side profiles say, cancels, retries and deletes in its project; an admin
/// does everything everywhere.
///
/// - Throws: ``ServiceError`` from every call. On cancellation of the caller a move is stored all the same.
package struct JobService: Sendable {
    let manager: JobManager
    let store: any JobStore
    let removeFiles: @Sendable (JobID) async throws(StoreError) -> Void
    let foldNames: @Sendable ([NodeName]) -> String
    let listings = NodeListings()

    /// Makes the door.
    ///
    /// - Parameters:
    ///   - manager: Runs the jobs.
    ///   - store: Where they live.
    ///   - removeFiles: Removes what a job left in the data directory, also where half of it is gone already.
    ///   - foldNames: Writes node names as the node set that a retry is said to be over.
    package init(
        manager: JobManager,
        store: any JobStore,
        removeFiles: @escaping @Sendable (JobID) async throws(StoreError) -> Void,
        foldNames: @escaping @Sendable ([NodeName]) -> String
    ) {
        self.manager = manager
        self.store = store
        self.removeFiles = removeFiles
        self.foldNames = foldNames
    }
}

// MARK: - Reads

extension JobService {
    /// One job.
    package func job(_ id: JobID, for principal: Principal) async throws(ServiceError) -> Job {
        guard
            let job = try await stored({ () async throws(StoreError) in
                try await store.job(id, in: principal.confinedTo)
            })
        else { throw .jobNotFound(id.description) }
        return job
    }

    /// A page of the jobs that the caller may see, newest first; its project overrules the query's.
    package func jobs(_ query: JobQuery, for principal: Principal) async throws(ServiceError) -> Page<Job> {
        var query = query
        if let project = principal.confinedTo { query.projectID = project }
        let limit = max(0, query.limit)
        query.limit = limit + 1
        let asked = query
        let found = try await stored { () async throws(StoreError) in try await store.jobs(asked) }
        let items = Array(found.prefix(limit))
        let next = found.count > limit ? items.last.map { JobCursor(behind: $0.id).text } : nil
        return Page(items: items, next: next)
    }

    /// A page of a job's nodes; all of them where the query has no limit.
    package func nodes(
        of id: JobID,
        _ query: NodeQuery,
        for principal: Principal
    )
        async throws(ServiceError) -> Page<NodeRecord>
    {
        _ = try await job(id, for: principal)
        if query.order.isMoving, let limit = query.limit, query.cursor == nil || query.cursor?.listing != nil {
            return try await listedPage(of: id, query, limit: max(0, limit))
        }
        var query = query
        let limit = query.limit.map { max(0, $0) }
        query.limit = limit.map { $0 + 1 }
        let asked = query
        let found = try await stored { () async throws(StoreError) in try await store.nodes(of: id, asked) }
        guard let limit, found.count > limit else { return Page(items: found, next: nil) }
        let items = Array(found.prefix(limit))
        return Page(items: items, next: items.last?.cursor(in: query.order).text)
    }

    /// A page of a list whose order moves, by the list as it was at its first page.
    ///
    /// - Throws: ``ServiceError/listForgotten`` where too many others were asked for since, or the process is another.
    private func listedPage(
        of id: JobID,
        _ query: NodeQuery,
        limit: Int
    )
        async throws(ServiceError) -> Page<NodeRecord>
    {
        let (place, positions, isLast): (NodeCursor.Listing, [Int], Bool)
        if let known = query.cursor?.listing {
            guard let rest = listings.places(behind: known, limit: limit, of: id, in: query.order) else {
                throw .listForgotten
            }
            (place, positions, isLast) = (known, rest.positions, rest.isLast)
        } else {
            var whole = query
            whole.limit = nil
            let asked = whole
            let all = try await stored { () async throws(StoreError) in try await store.positions(of: id, asked) }
            isLast = all.count <= limit
            place = NodeCursor.Listing(id: isLast ? 0 : listings.keep(all, of: id, in: query.order), offset: 0)
            positions = Array(all.prefix(limit))
        }
        let found = try await stored { () async throws(StoreError) in
            try await store.nodes(of: id, NodeQuery(positions: positions))
        }
        let ranks = Dictionary(uniqueKeysWithValues: zip(positions, positions.indices))
        let items = found.sorted { (ranks[$0.position] ?? 0) < (ranks[$1.position] ?? 0) }
        guard !isLast, var next = items.last?.cursor(in: query.order) else { return Page(items: items, next: nil) }
        next.listing = NodeCursor.Listing(id: place.id, offset: place.offset + positions.count)
        return Page(items: items, next: next.text)
    }

    /// The names of all of a job's nodes, in job order.
    package func nodeNames(of id: JobID, for principal: Principal) async throws(ServiceError) -> [NodeName] {
        var names: [NodeName] = []
        try await eachNode(of: id, for: principal) { names.append($0.name) }
        return names
    }

    /// Looks at all of a job's nodes in job order, and has no more of them in memory than a page.
    package func eachNode(
        of id: JobID,
        for principal: Principal,
        _ take: (NodeRecord) -> Void
    )
        async throws(ServiceError)
    {
        var query = NodeQuery(limit: 500)
        while true {
            let page = try await nodes(of: id, query, for: principal)
            for node in page.items { take(node) }
            guard page.next != nil, let last = page.items.last else { return }
            query.cursor = last.cursor(in: query.order)
        }
    }

    /// One node of a job.
    package func node(
        _ name: NodeName,
        of id: JobID,
        for principal: Principal
    )
        async throws(ServiceError) -> NodeRecord
    {
        _ = try await job(id, for: principal)
        guard let node = try await stored({ () async throws(StoreError) in try await store.node(name, of: id) })
        else { throw .nodeNotFound(name.description, of: id) }
        return node
    }

    /// The failures of a job's nodes in groups, the largest first.
    package func failures(of id: JobID, for principal: Principal) async throws(ServiceError) -> [FailureGroup] {
        _ = try await job(id, for: principal)
        return try await stored { () async throws(StoreError) in try await store.failures(of: id) }
    }

    /// A job's audit events, oldest first; also of one that was deleted.
    package func audit(of id: JobID, for principal: Principal) async throws(ServiceError) -> [AuditEvent] {
        // A foreign job's are not even read, so that they cost no more than those of a job that never was.
        let events = try await stored { () async throws(StoreError) in
            try await store.audit(of: id, in: principal.confinedTo)
        }
        if events.isEmpty { throw .jobNotFound(id.description) }
        return events
    }
}

// MARK: - What all moves share

extension JobService {
    func stored<Value: Sendable>(
        _ work: () async throws(StoreError) -> Value
    )
        async throws(ServiceError) -> Value
    {
        do throws(StoreError) { return try await work() } catch { throw .store(error) }
    }

    /// The job, once it is clear that the caller may move it.
    func movable(_ id: JobID, by principal: Principal) async throws(ServiceError) -> Job {
        let job = try await job(id, for: principal)
        guard principal.mayOperate else { throw .forbidden("This takes the operator role.") }
        return job
    }

    /// Commands that are not in a profile of the server's are the admin's to run, whoever wrote them down.
    func checkMayRun(profile: String, _ custody: Custody, by principal: Principal) throws(ServiceError) {
        let isServerSide = custody == .service && profile != Job.adHocProfile
        guard isServerSide || principal.mayRunCommands else {
            throw .forbidden("Commands that are not in a profile of the server's take the admin role.")
        }
    }
}
