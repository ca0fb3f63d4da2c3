import Glibc
import NIOConcurrencyHelpers

/// A start by posix_spawn(3): in a session of its own, with no signal blocked or ignored and no descriptor inherited.
struct SpawnRequest {
    struct Started {
        let pid: Int32
        /// Our end of what the program reads; nil where it reads nothing.
        let input: Int32?
        /// Our ends of what it writes.
        let outputs: [(ChildProcess.Stream, Int32)]
    }

    var program: String
    var arguments: [String]
    var environment: [String: String] = [:]
    var folder: String?

    /// Held from the making of descriptors to the start.
    ///
    /// Another start in between would inherit them, and an inherited writing end keeps a reader from its end of file;
    /// Swift sees neither pipe2(2) nor closefrom(3).
    private static let starting = NIOLockedValueBox(())

    /// Starts it on pipes.
    func start(givenInput: Bool) throws -> Started {
        try Self.starting.withLockedValue { _ in try startOnPipes(givenInput: givenInput) }
    }

    /// Starts it on a terminal, which becomes its controlling one.
    func start(on terminal: ChildTerminal) throws -> Started {
        try Self.starting.withLockedValue { _ in try startOnTerminal(terminal) }
    }

    private func startOnPipes(givenInput: Bool) throws -> Started {
        var ours: [Int32] = []
        var theirs: [Int32] = []
        defer { for descriptor in theirs { close(descriptor) } }
        do {
            let output = try pipe()
            ours.append(output.reading)
            theirs.append(output.writing)
            let errors = try pipe()
            ours.append(errors.reading)
            theirs.append(errors.writing)
            let input = givenInput ? try pipe() : nil
            if let input {
                ours.append(input.writing)
                theirs.append(input.reading)
            }
            let pid = try spawn { actions in
                if let input {
                    posix_spawn_file_actions_adddup2(&actions, input.reading, 0)
                } else {
                    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
                }
                posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
                posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
            }
            let outputs = [(ChildProcess.Stream.output, output.reading), (.errors, errors.reading)]
            return Started(pid: pid, input: input?.writing, outputs: outputs)
        } catch {
            for descriptor in ours { close(descriptor) }
            throw error
        }
    }

    private func startOnTerminal(_ terminal: ChildTerminal) throws -> Started {
        var ours: Int32 = -1
        var theirs: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        var size = winsize(ws_row: terminal.rows, ws_col: terminal.columns, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&ours, &theirs, &name, nil, &size) == 0 else { throw SpawnFailed("openpty", errno: errno) }
        defer { close(theirs) }
        closeOnStart(theirs)
        closeOnStart(ours)
        let keyboard = fcntl(ours, F_DUPFD_CLOEXEC, 0)
        do {
            guard keyboard >= 0 else { throw SpawnFailed("F_DUPFD_CLOEXEC", errno: errno) }
            let pid = try spawn { actions in
                // The leader of a session without a terminal gets the first that it opens (tty_ioctl(4)).
                posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
                posix_spawn_file_actions_adddup2(&actions, 0, 1)
                posix_spawn_file_actions_adddup2(&actions, 0, 2)
            }
            return Started(pid: pid, input: keyboard, outputs: [(.output, ours)])
        } catch {
            close(ours)
            if keyboard >= 0 { close(keyboard) }
            throw error
        }
    }

    private func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw SpawnFailed("pipe", errno: errno) }
        for end in ends { closeOnStart(end) }
        return (ends[0], ends[1])
    }

    private func closeOnStart(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    private func spawn(_ streams: (inout posix_spawn_file_actions_t) -> Void) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        streams(&actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var every = sigset_t()
        sigfillset(&every)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &every)
        let setSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, of which Swift does not see the macro
        let flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | setSession
        posix_spawnattr_setflags(&attributes, Int16(flags))

        // env(1) changes the folder and becomes the program, under the same pid.
        let command = folder.map { ["env", "-C", $0, program] } ?? [program]
        var words = (command + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for word in words { free(word) }
            for variable in variables { free(variable) }
        }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, command[0], &actions, &attributes, &words, &variables)
        guard failure == 0 else { throw SpawnFailed(program, errno: failure) }
        return pid
    }
}
