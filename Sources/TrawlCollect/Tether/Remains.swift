import NIOCore
import SSHClient

/// What a look at the node, on a channel of its own, found of a step that was to be ended.
enum Remains: Hashable, Sendable {
    /// Nothing of the step is left; `leftovers` says what this look had to do for that.
    case clear(TetherMark.Leftovers)
    /// Something is left in spite of KILL.
    case left(String)
    /// The node gave us no channel to look over; once another one is closed it may.
    case refused(String)
    /// The node let us not look; the reason is for a person.
    case unseen(String)

    /// Whether nothing was seen.
    var isBlind: Bool {
        switch self {
        case .clear, .left: false
        case .refused, .unseen: true
        }
    }

    /// Looks, and ends what it finds.
    ///
    /// Not cancellable: it is bounded by `limit`, after which it answers `unseen`.
    static func end(
        of tether: Tether,
        group: Int32?,
        over session: SSHSession,
        within limit: Duration,
        on clock: any Clock<Duration>
    ) async -> Remains {
        await withTaskGroup(of: Remains.self) { tasks in
            tasks.addTask {
                do {
                    return try await session.withCommand(tether.remainsCommand(group: group)) { command in
                        var answer = ""
                        for try await piece in command.output where answer.utf8.count < 64 * 1024 {
                            if case .stdout(let bytes) = piece { answer += String(buffer: bytes) }
                        }
                        return Remains(answer: answer, token: tether.token)
                    }
                } catch let error as SSHError {
                    return error.code == .channelRefused ? .refused(error.message) : .unseen(error.message)
                } catch {
                    return .unseen("\(error)")
                }
            }
            tasks.addTask {
                try? await clock.sleep(for: limit)
                return .unseen("The node did not answer the look for leftovers in time.")
            }
            defer { tasks.cancelAll() }
            return await tasks.next() ?? .unseen("")
        }
    }

    /// Reads the answer of ``TetherScript/remains``; a login shell may say more before and after it.
    init(answer: String, token: StepToken) {
        for line in answer.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.first == token.text[...], words.count >= 2 else { continue }
            if words[1] == "clear", let how = words.last.flatMap({ Int32($0) }).flatMap(TetherMark.Leftovers.init) {
                self = .clear(how)
                return
            }
            if words[1] == "left" {
                self = .left(words.dropFirst(2).joined(separator: " "))
                return
            }
            if words[1] == "blind" {
                self = .unseen("The node has no /proc to look into.")
                return
            }
        }
        self = .unseen("The node's shell could not run the look for leftovers.")
    }
}
