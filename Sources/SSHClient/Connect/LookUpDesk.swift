import Foundation
import NIOConcurrencyHelpers
import NIOCore

/// Asks for names on threads of its own, as many at once as it may, and no zone so many that none is left for others.
///
/// A silent name server keeps a thread for half a minute, and nothing can take the thread back. So a zone may have no
/// more threads than are free beside it: one zone that is dead gets half of them, two get a third each, and a name of
/// another zone always finds one.
final class LookUpDesk: Sendable {
    private struct State {
        /// All that were not answered yet.
        var open: [LookUp.Name: LookUp] = [:]
        /// How many wait for each of them; none may, while it is being asked.
        var askers: [LookUp.Name: Int] = [:]
        /// Those that have had no turn yet, in the order in which they came.
        var line: [LookUp] = []
        /// How many are being asked, by zone.
        var busy: [String: Int] = [:]
        var busyCount = 0

        /// Takes those out of the line that may be asked now.
        mutating func takeTurns(of mostAtOnce: Int) -> [LookUp] {
            var taken: [LookUp] = []
            line.removeAll { lookUp in
                guard busy[lookUp.zone, default: 0] < mostAtOnce - busyCount else { return false }
                busy[lookUp.zone, default: 0] += 1
                busyCount += 1
                taken.append(lookUp)
                return true
            }
            return taken
        }

        mutating func close(_ lookUp: LookUp) {
            open[lookUp.name] = nil
            askers[lookUp.name] = nil
        }
    }

    private let mostAtOnce: Int
    private let ask: @Sendable (_ host: String, _ port: Int) throws -> [SocketAddress]
    private let state = NIOLockedValueBox(State())

    init(mostAtOnce: Int, ask: @escaping @Sendable (_ host: String, _ port: Int) throws -> [SocketAddress]) {
        self.mostAtOnce = mostAtOnce
        self.ask = ask
    }

    /// Asks for a name, or joins those who do.
    ///
    /// Whoever joined leaves again, with an answer or without.
    func join(_ host: String, port: Int) -> LookUp {
        let name = LookUp.Name(host: host, port: port)
        let (lookUp, turns) = state.withLockedValue { state in
            state.askers[name, default: 0] += 1
            if let known = state.open[name] { return (known, [LookUp]()) }
            let new = LookUp(name)
            state.open[name] = new
            state.line.append(new)
            return (new, state.takeTurns(of: mostAtOnce))
        }
        for turn in turns { begin(turn) }
        return lookUp
    }

    /// Says that somebody waits no longer: what nobody waits for is not asked any more.
    func leave(_ lookUp: LookUp) {
        state.withLockedValue { state in
            guard let count = state.askers[lookUp.name], state.open[lookUp.name] === lookUp else { return }
            state.askers[lookUp.name] = count - 1
            guard count == 1, let place = state.line.firstIndex(where: { $0 === lookUp }) else { return }
            state.line.remove(at: place)
            state.close(lookUp)
        }
    }

    private func begin(_ lookUp: LookUp) {
        lookUp.turn.happen(())
        let thread = Thread { [self] in
            var next: LookUp? = lookUp
            while let lookUp = next {
                let answer = Result { try ask(lookUp.name.host, lookUp.name.port) }
                next = end(lookUp)
                lookUp.answer.happen(answer)
            }
        }
        thread.name = "trawl-names"
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Gives a turn back; answers what this thread is to ask next.
    private func end(_ lookUp: LookUp) -> LookUp? {
        let turns = state.withLockedValue { state in
            state.close(lookUp)
            state.busyCount -= 1
            state.busy[lookUp.zone, default: 1] -= 1
            if state.busy[lookUp.zone] == 0 { state.busy[lookUp.zone] = nil }
            return state.takeTurns(of: mostAtOnce)
        }
        for turn in turns.dropFirst() { begin(turn) }
        turns.first?.turn.happen(())
        return turns.first
    }
}
