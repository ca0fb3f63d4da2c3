import SSHClient
package import TrawlDomain
import TrawlFleet

extension SSHNodeCollector: NodeReaper {
    package func reap(_ attempt: InterruptedAttempt) async throws(NodeUnseen) -> AttemptLook {
        let mark = AttemptMark(
            job: attempt.job,
            node: attempt.target.name,
            attempt: attempt.number,
            key: context.markKey
        )
        let remains = try await look(for: StepToken(allOf: mark), at: attempt.target)
        let now = context.stopwatch().startedAt
        switch remains {
        case .clear(.none): return AttemptLook(.clear, at: now)
        case .clear(.terminated): return AttemptLook(.terminated, at: now)
        case .clear(.killed): return AttemptLook(.killed, at: now)
        case .left(let what): return AttemptLook(.left, detail: "Not even KILL ended \(what).", at: now)
        case .refused(let reason), .unseen(let reason): throw NodeUnseen(reason)
        }
    }

    /// Signs in to the node and ends what carries the token there; bounded by the time-outs of a session and of the look.
    private func look(for token: StepToken, at target: NodeTarget) async throws(NodeUnseen) -> Remains {
        let (lane, leave) = lanes.take()
        defer { leave() }
        let tether = Tether(token: token, grace: context.settings.grace, lease: context.settings.lease)
        do {
            let (settings, keys) = try await ring.keys(for: target.connection)
            let configuration = SSHConfiguration(target, settings, keys, timeouts: context.settings.timeouts)
            let pass = try await context.signIns.enter(target.address)
            defer { pass.leave() }
            return try await lane.client.withSession(to: configuration) { stage in
                if stage == .ready { pass.leave() }
            } _: { session in
                await Remains.end(
                    of: tether,
                    group: nil,
                    over: session,
                    within: tether.grace + .seconds(10),
                    on: context.clock
                )
            }
        } catch let error as SSHError {
            throw NodeUnseen(error.message)
        } catch {
            throw NodeUnseen("\(error)")
        }
    }
}
