import TrawlCollect
import TrawlDomain

extension JobSource {
    /// What the folders of nodes say of themselves, in the order of the nodes; nil for those that are not sealed.
    ///
    /// A few are asked for at once: one after the other, a large job at a distant server would take minutes.
    ///
    /// - Throws: what ``manifest(of:in:)`` throws.
    func manifests(of nodes: [NodeRecord], in job: JobID) async throws -> [Manifest?] {
        try await withThrowingTaskGroup(of: (Int, Manifest?).self) { group in
            var found = [Manifest?](repeating: nil, count: nodes.count)
            var waiting = nodes.indices.makeIterator()
            func startNext() {
                guard let place = waiting.next() else { return }
                let name = nodes[place].name
                group.addTask { (place, try await manifest(of: name, in: job)) }
            }
            for _ in 0..<mostAskedAtOnce { startNext() }
            while let (place, manifest) = try await group.next() {
                found[place] = manifest
                startNext()
            }
            return found
        }
    }

    /// Well below what a server lets one token have open.
    private var mostAskedAtOnce: Int { 8 }
}
