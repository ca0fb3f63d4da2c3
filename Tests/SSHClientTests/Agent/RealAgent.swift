import Foundation

/// An ssh-agent of OpenSSH's, on a socket in a folder of its own; it ends with the last reference.
final class RealAgent: Sendable {
    let folder: KeyFolder
    let socketPath: String
    private let process: Process

    init() throws {
        folder = try KeyFolder()
        socketPath = folder.path + "/agent"
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // In the foreground, so that it stays our child and its process id is known.
        process.arguments = ["ssh-agent", "-D", "-a", socketPath]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // It prints where it listens once it does.
        _ = output.fileHandleForReading.availableData
    }

    deinit {
        // Not SIGTERM: a child of a dispatch thread is born with nearly every signal blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Runs ssh-add against this agent.
    @discardableResult
    func add(_ arguments: String...) throws -> String {
        try ToolRun.output(["ssh-add"] + arguments, environment: environment)
    }

    /// Locks or unlocks the agent; ssh-add asks for the password by way of a program, since there is no terminal.
    func lock(_ isLocked: Bool) throws {
        let script = try folder.write(Array("#!/bin/sh\necho open-sesame\n".utf8), to: "ask", mode: 0o700)
        let asking = ["SSH_ASKPASS": script, "SSH_ASKPASS_REQUIRE": "force"]
        _ = try ToolRun.output(
            ["ssh-add", isLocked ? "-x" : "-X"],
            environment: environment.merging(asking) { $1 }
        )
    }

    /// Stops the agent where it stands, as if it were asking its user, or lets it go on.
    func hold(_ isHeld: Bool) { kill(process.processIdentifier, isHeld ? SIGSTOP : SIGCONT) }

    private var environment: [String: String] { ["SSH_AUTH_SOCK": socketPath] }
}
