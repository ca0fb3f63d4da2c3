import TrawlDomain

/// Which nodes of a job may be worked on now: a sliding window over them in job order.
///
/// Pure.
///
/// Nodes are known by their place in the run. Each is in at most one of four sets: fresh (its first turn has not
/// come), working (it holds a slot), resting (it waits out its back-off, without a slot) and ready (it has rested).
/// Fresh nodes go before ready ones: what failed must not hold up what was never tried.
struct FanOut: Sendable {
    /// What holds for nodes that are not being worked on.
    enum Phase: Equatable, Sendable {
        /// They are started as slots come free.
        case starting
        /// They are skipped for this reason; what runs may end.
        case skipping(NodeFailure)
        /// A cancel is stored: they are CANCELLED, and what runs is being ended.
        case cancelled
        /// They stay as they are stored, for another process: this one is shutting down, or its store failed.
        case abandoned
    }

    private(set) var phase: Phase = .starting
    private(set) var working: Set<Int> = []
    private let width: Int
    private let maxFailures: Int?
    private var failures: Int
    private var fresh: Range<Int>
    private var resting: Set<Int> = []
    private var ready: [Int] = []
    /// Fresh nodes whose turn will not come.
    private var dropped: Set<Int> = []

    /// A window over `count` nodes; `failures` of the job's other nodes have FAILED already.
    init(count: Int, options: JobOptions, failures: Int = 0) {
        fresh = 0..<count
        width = max(1, options.concurrency)
        maxFailures = options.maxFailures
        self.failures = failures
    }

    /// Whether nothing is being worked on and nothing will be.
    var isIdle: Bool { working.isEmpty && (phase != .starting || (fresh.isEmpty && resting.isEmpty && ready.isEmpty)) }

    /// Whether there is a free slot and a node to start.
    mutating func canStart() -> Bool {
        while let first = fresh.first, dropped.remove(first) != nil { fresh = fresh.dropFirst() }
        return phase == .starting && working.count < width && !(fresh.isEmpty && ready.isEmpty)
    }

    /// Gives a free slot to the next node; nil where there is no free slot or no node to start.
    mutating func startNext() -> Int? {
        guard canStart() else { return nil }
        let place: Int
        if let first = fresh.first {
            place = first
            fresh = fresh.dropFirst()
        } else if !ready.isEmpty {
            place = ready.removeFirst()
        } else {
            return nil
        }
        working.insert(place)
        return place
    }

    /// A node is done with its slot for good.
    mutating func ended(_ place: Int) {
        working.remove(place)
    }

    /// A node that waits for its turn will not have one.
    mutating func drop(_ place: Int) {
        if fresh.contains(place) { dropped.insert(place) }
        resting.remove(place)
        ready.removeAll { $0 == place }
    }

    /// A node FAILED; answers whether that was one too many, so that no further node may be started.
    mutating func failed(_ place: Int) -> Bool {
        working.remove(place)
        failures += 1
        guard phase == .starting, let maxFailures else { return false }
        return failures >= maxFailures
    }

    /// A node waits for another attempt; answers false where none will be made any more.
    mutating func rests(_ place: Int) -> Bool {
        working.remove(place)
        guard phase == .starting else { return false }
        resting.insert(place)
        return true
    }

    /// A node has rested.
    mutating func rested(_ place: Int) {
        guard resting.remove(place) != nil else { return }
        ready.append(place)
    }

    /// No further node is started; what was waiting is to be skipped for this reason.
    ///
    /// The first reason stays.
    mutating func skip(because reason: NodeFailure) {
        guard phase == .starting else { return }
        close(.skipping(reason))
    }

    /// A cancel is stored.
    ///
    /// Whatever held before, it holds now.
    mutating func cancel() {
        close(.cancelled)
    }

    /// Nothing more is started or skipped here.
    mutating func abandon() {
        guard phase != .cancelled else { return }
        close(.abandoned)
    }

    private mutating func close(_ phase: Phase) {
        self.phase = phase
        fresh = fresh.upperBound..<fresh.upperBound
        resting = []
        ready = []
    }
}
