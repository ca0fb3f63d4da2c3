import NIOCore

/// Sessions at jump hosts, each shared by all that is reached by way of it; may be shared by several clients.
///
/// A session lives as long as somebody uses it. It carries a bounded number of connections, and further sessions are
/// opened for more, a few at a time: servers drop connections at random when many begin at once (OpenSSH's
/// `MaxStartups`). A jump host that has refused to let us in is not asked again for a while (`PerSourcePenalties`).
public actor SSHGateways {
    /// The jump hosts on a way, the nearest first; what is shared is shared by whoever goes the same way as the same user.
    private struct Way: Hashable {
        struct Hop: Hashable {
            let host: String
            let port: Int
            let user: String
        }

        let hops: [Hop]

        init(_ hops: [SSHConfiguration]) {
            self.hops = hops.map { Hop(host: $0.host, port: $0.port, user: $0.user) }
        }
    }

    private struct Refusal {
        let error: SSHError
        let until: ContinuousClock.Instant
    }

    private struct Entry {
        let link: GatewayLink
        /// How many connections go by it, those that wait for it included.
        var users = 0
        /// Whether it takes no further one.
        var isLost = false
    }

    private let tunnelsPerSession: Int
    private let openings: Int
    private let memory: Duration
    private var entries: [Way: [Entry]] = [:]
    private var refusals: [Way: Refusal] = [:]

    /// Makes an empty pool.
    ///
    /// - Parameters:
    ///   - tunnelsPerSession: how many connections one session at a jump host carries (OpenSSH's `MaxSessions` is 10).
    ///   - openings: how many sessions are being opened at one jump host at a time.
    ///   - memory: how long a refused sign-in is not tried again.
    public init(tunnelsPerSession: Int = 10, openings: Int = 4, memory: Duration = .seconds(30)) {
        self.tunnelsPerSession = max(1, tunnelsPerSession)
        self.openings = max(1, openings)
        self.memory = memory
    }

    /// How many sessions at jump hosts there are, those being opened included.
    package var sessionCount: Int { entries.values.reduce(0) { $0 + $1.count } }

    /// Takes a place on a session at the last of the hops; whoever takes one gives it back.
    ///
    /// On cancellation it throws at once, and has given it back.
    ///
    /// - Throws: ``SSHError``, which names the jump host.
    func take(_ hops: [SSHConfiguration], by client: SSHClient) async throws -> GatewayLink {
        let way = Way(hops)
        while true {
            if let refusal = refusals[way] {
                if refusal.until > .now { throw refusal.error }
                refusals[way] = nil
            }
            let known = entries[way] ?? []
            if let entry = known.first(where: { $0.users < tunnelsPerSession && !$0.isLost }) {
                return try await joined(entry.link, way)
            }
            let opening = known.filter { $0.link.session.value == nil }
            if opening.count >= openings, let first = opening.first {
                // One that fails is told to those who go by it; the others look again.
                _ = try await first.link.session.wait()
                continue
            }
            guard var last = hops.last else { throw SSHError(.refused, during: .connect, "There is no jump host.") }
            last.jump = Array(hops.dropLast())
            let link = GatewayLink(last, client: client)
            entries[way, default: []].append(Entry(link: link))
            return try await joined(link, way)
        }
    }

    private func joined(_ link: GatewayLink, _ way: Way) async throws -> GatewayLink {
        change(link) { $0.users += 1 }
        do {
            switch try await link.session.wait() {
            case .success: return link
            case .failure(let error):
                if !error.isRetryable { refusals[way] = Refusal(error: error, until: .now + memory) }
                throw error
            }
        } catch {
            await leave(link)
            throw error
        }
    }

    /// Says that nobody is to be sent by way of a link any more; those who are stay.
    func lose(_ link: GatewayLink) {
        change(link) { $0.isLost = true }
    }

    /// Gives a place back; the last one closes the session, in bounded time.
    func leave(_ link: GatewayLink) async {
        var isLast = false
        change(link) { entry in
            entry.users -= 1
            isLast = entry.users == 0
        }
        guard isLast else { return }
        for (way, known) in entries where known.contains(where: { $0.link === link }) {
            let others = known.filter { $0.link !== link }
            entries[way] = others.isEmpty ? nil : others
        }
        await link.close()
    }

    private func change(_ link: GatewayLink, _ body: (inout Entry) -> Void) {
        for way in entries.keys {
            guard let place = entries[way]?.firstIndex(where: { $0.link === link }) else { continue }
            if var entry = entries[way]?[place] {
                body(&entry)
                entries[way]?[place] = entry
            }
            return
        }
    }
}
