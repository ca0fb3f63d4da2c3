import Glibc
import NIOConcurrencyHelpers
import NIOCore
import SSHClient

/// The event loops of a collector, and which of them the next attempt is made on.
///
/// Few busy loops cost less than many idle ones, because every waking of a thread costs more than the work of a quiet
/// session. So a loop is filled first, as long as it has the time; more are used as sessions or bytes become many.
final class Lanes: Sendable {
    /// How many attempts a lane takes while another has fewer.
    static let comfortable = 128
    /// From what part of its time on a lane is busy.
    private static let busyShare = 0.6
    /// How often, at most, it is looked how busy a lane is.
    private static let lookInterval = Duration.milliseconds(200)

    private struct Load {
        var live = 0
        var isBusy = false
        /// When, and after how much of its thread's own time, the lane was looked at last.
        var look: (at: ContinuousClock.Instant, spent: Duration)?
        var isLooking = false
    }

    let all: [Lane]
    private let loads: NIOLockedValueBox<[Load]>

    init(group: any EventLoopGroup, clock: any Clock<Duration>) {
        let gateways = SSHGateways()
        all = group.makeIterator().map { loop in
            Lane(executor: LoopExecutor(loop), client: SSHClient(group: loop, clock: clock, gateways: gateways))
        }
        loads = NIOLockedValueBox(Array(repeating: Load(), count: all.count))
        BatchScheduling.join(group)
    }

    /// The lane that the caller runs on, if it is one of these.
    var current: Lane? { all.first { $0.executor.loop.inEventLoop } }

    /// Takes a lane for one attempt; `leave` gives it back.
    func take() -> (lane: Lane, leave: @Sendable () -> Void) {
        let (place, toLookAt) = loads.withLockedValue { loads in
            let place = Self.choice(among: loads.map { ($0.live, $0.isBusy) })
            loads[place].live += 1
            let now = ContinuousClock.now
            let isDue = loads[place].look.map { now - $0.at >= Self.lookInterval } ?? true
            guard isDue, !loads[place].isLooking else { return (place, false) }
            loads[place].isLooking = true
            return (place, true)
        }
        if toLookAt { all[place].executor.loop.execute { self.look(at: place) } }
        return (all[place], { self.loads.withLockedValue { $0[place].live -= 1 } })
    }

    /// The first lane that is neither busy nor full, else the emptiest of those that are not busy, else the emptiest.
    static func choice(among loads: [(live: Int, isBusy: Bool)]) -> Int {
        if let first = loads.firstIndex(where: { !$0.isBusy && $0.live < comfortable }) { return first }
        let idle = loads.indices.filter { !loads[$0].isBusy }
        return (idle.isEmpty ? Array(loads.indices) : idle).min { loads[$0].live < loads[$1].live } ?? 0
    }

    /// On the lane's own thread: what it spent since the last look.
    private func look(at place: Int) {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        let spent = Duration.seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        let now = ContinuousClock.now
        loads.withLockedValue { loads in
            if let last = loads[place].look, now > last.at {
                loads[place].isBusy = (spent - last.spent) / (now - last.at) > Self.busyShare
            }
            loads[place].look = (now, spent)
            loads[place].isLooking = false
        }
    }
}
