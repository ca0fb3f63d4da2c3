import TrawlDomain

/// What the contract says, written a second time: without the domain's tables, and without what both stores share.
struct ModelStore {
    struct Node {
        var status = NodeStatus.pending
        var attempt = 0
        var handedBack = 0
        var verdict: CancelOutcome?
    }

    struct Job {
        var status = JobStatus.pending
        var isCancelled = false
        var isSettled = false
        var custody = Custody.process
        var atOnce = true
        var nodes: [Node]
        /// The statuses that it had, the first one included.
        var history: [JobStatus] = [.pending]
        var nodeMoves = 0

        var isOpen: Bool { nodes.contains { $0.status == .pending || $0.status == .running } }
        var hasSuccess: Bool { nodes.contains { $0.status == .succeeded } }

        mutating func become(_ new: JobStatus) {
            status = new
            history.append(new)
        }

        mutating func derive() {
            let all = nodes.allSatisfy { $0.status == .succeeded }
            become(all ? .succeeded : hasSuccess ? .partial : .failed)
            isSettled = true
        }
    }

    private(set) var jobs: [JobID: Job] = [:]
    private var deleted: Set<JobID> = []

    mutating func answer(_ operation: Operation) -> Answer {
        switch operation {
        case .create(let id, let nodes, let custody, let atOnce):
            if nodes == 0 || jobs[id] != nil || deleted.contains(id) { return .conflict }
            jobs[id] = Job(custody: custody, atOnce: atOnce, nodes: Array(repeating: Node(), count: nodes))
            return .moved("PENDING")
        case .start(let id):
            return onJob(id) { job in
                guard job.status == .pending else { return .refused(job.status.rawValue) }
                job.become(.running)
                return .moved("RUNNING")
            }
        case .finish(let id):
            return onJob(id) { job in
                guard job.status == .running, !job.isOpen else { return .refused(job.status.rawValue) }
                job.derive()
                return .moved(job.status.rawValue)
            }
        case .settle(let id):
            _ = onJob(id) { job in
                if job.history.count > 1, job.status != .running { job.isSettled = true }
                return .done
            }
            return .done
        case .cancel(let id): return onJob(id, Self.cancel)
        case .skip(let id):
            guard jobs[id] != nil else { return .names([]) }
            return onJob(id) { .names(Self.endPending(&$0)) }
        case .claim(let id, let node):
            return onNode(id, node) { node, job in
                guard job.status == .running, node.status == .pending else { return .refused(node.status.rawValue) }
                node = Node(status: .running, attempt: node.attempt + 1, handedBack: node.handedBack)
                job.nodeMoves += 1
                return .moved("RUNNING")
            }
        case .end(let id, let node, let attempt, let ending, _, let told):
            return onNode(id, node) { node, job in
                guard node.status == .running, node.attempt == attempt else { return .refused(node.status.rawValue) }
                node.verdict = told ? .terminated : nil
                job.nodeMoves += 1
                switch ending {
                case .succeeded: node.status = .succeeded
                case .failed: node.status = .failed
                case .requeued: node.status = .pending
                case .handedBack:
                    node.status = .pending
                    node.handedBack += 1
                }
                return .moved(node.status.rawValue)
            }
        case .judge(let id, let node, let outcome, _):
            _ = onNode(id, node) { node, job in
                guard node.status == .failed || node.status == .cancelled, node.verdict == nil else { return .done }
                node.verdict = outcome
                job.nodeMoves += 1
                return .done
            }
            return .done
        case .note: return .done
        case .cancelNode(let id, let node):
            return onNode(id, node) { node, job in
                guard node.status == .pending || node.status == .running else { return .refused(node.status.rawValue) }
                let wasRunning = node.status == .running
                node.status = .cancelled
                if !wasRunning, node.verdict == nil { node.verdict = .neverStarted }
                job.nodeMoves += 1
                return .moved("CANCELLED \(wasRunning)")
            }
        case .delete(let id):
            guard let job = jobs[id] else { return .notFound }
            guard job.isSettled else { return .refused(job.status.rawValue) }
            jobs[id] = nil
            deleted.insert(id)
            return .done
        case .recover(let policy): return recover(policy)
        }
    }

    private static func cancel(_ job: inout Job) -> Answer {
        guard job.status == .pending || (job.status == .running && job.isOpen) else {
            return .refused(job.status.rawValue)
        }
        let running = job.nodes.indices.filter { job.nodes[$0].status == .running }
        _ = endPending(&job)
        for index in running { job.nodes[index].status = .cancelled }
        job.nodeMoves += running.count
        job.become(job.hasSuccess ? .partial : .cancelled)
        job.isCancelled = true
        job.isSettled = running.isEmpty
        return .names(running)
    }

    private static func endPending(_ job: inout Job) -> [Int] {
        let pending = job.nodes.indices.filter { job.nodes[$0].status == .pending }
        for index in pending {
            job.nodes[index].status = .cancelled
            if job.nodes[index].verdict == nil { job.nodes[index].verdict = .neverStarted }
        }
        job.nodeMoves += pending.count
        return pending
    }

    private mutating func recover(_ policy: RecoveryPolicy) -> Answer {
        var recovery = Recovery()
        for id in jobs.keys.filter({ jobs[$0]?.isSettled == false }).sorted() {
            _ = onJob(id) { job in
                Self.recover(&job, id, policy == .takeUp, &recovery)
                return .done
            }
        }
        return .recovered(recovery)
    }

    private static func recover(_ job: inout Job, _ id: JobID, _ isService: Bool, _ recovery: inout Recovery) {
        let isOrphan = job.custody == .process
        for index in job.nodes.indices {
            let node = job.nodes[index]
            if node.status == .cancelled, node.verdict == nil, job.status != .pending || isOrphan {
                job.nodes[index].verdict = .unverified
                job.nodeMoves += 1
            }
            if node.status == .running, isOrphan || isService {
                let goesOn = !isOrphan && node.attempt - node.handedBack < 2
                job.nodes[index].status = goesOn ? .pending : .failed
                job.nodes[index].verdict = .unverified
                job.nodeMoves += 1
            }
        }
        if isOrphan { _ = endPending(&job) }
        switch (job.status, job.custody, isService) {
        case (.pending, .process, _):
            job.become(.cancelled)
            job.isCancelled = true
        case (.pending, .service, true):
            if job.atOnce { recovery.startable.append(id) }
            return
        case (.running, .process, _): job.derive()
        case (.running, .service, true):
            if job.isOpen { return recovery.resumable.append(id) }
            job.derive()
        case (.pending, .service, false), (.running, .service, false): return
        case (.succeeded, _, _), (.partial, _, _), (.failed, _, _), (.cancelled, _, _): break
        }
        job.isSettled = true
        recovery.ended.append(id)
    }

    private mutating func onJob(_ id: JobID, _ work: (inout Job) -> Answer) -> Answer {
        guard var job = jobs[id] else { return .notFound }
        defer { jobs[id] = job }
        return work(&job)
    }

    private mutating func onNode(_ id: JobID, _ place: Int, _ work: (inout Node, inout Job) -> Answer) -> Answer {
        onJob(id) { job in
            guard job.nodes.indices.contains(place) else { return .notFound }
            var node = job.nodes[place]
            let answer = work(&node, &job)
            job.nodes[place] = node
            return answer
        }
    }
}
