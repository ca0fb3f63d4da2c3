public import NIOCore
import NIOPosix

/// An ssh-agent: it holds keys, and signs with them without giving them away (draft-ietf-sshm-ssh-agent).
///
/// Each request has a connection of its own, which ends with it; at most sixteen are open at a time, and what comes
/// later waits in line. Requests have no deadline, since an agent may be asking its user: the caller sets one by
/// cancelling.
public struct SSHAgent: Sendable {
    /// The agent's socket, usually the value of SSH_AUTH_SOCK.
    public let socketPath: String
    private let group: any EventLoopGroup
    private let gate = AgentGate(width: 16)

    /// Names an agent; nothing is connected yet.
    public init(socketPath: String, group: any EventLoopGroup) {
        self.socketPath = socketPath
        self.group = group
    }

    /// The public halves of the keys that the agent holds; none from an agent that is locked.
    ///
    /// On cancellation the connection is closed at once.
    ///
    /// - Throws: ``SSHAgentError`` with any code but `unsupported`.
    public func identities() async throws(SSHAgentError) -> [SSHPublicKey] {
        let answer = try await ask([AgentMessage.requestIdentities], expecting: AgentMessage.identitiesAnswer) {
            "the agent at \(socketPath) refused to list its keys"
        }
        do {
            return try AgentMessage.identities(answer)
        } catch {
            throw misbehaved("its list of keys is cut off")
        }
    }

    /// Has the agent sign with a key that it holds, the way the algorithm's name asks for.
    ///
    /// The answer is the inner signature, without the algorithm's name before it. On cancellation the connection is
    /// closed at once.
    ///
    /// - Throws: ``SSHAgentError`` with any code.
    public func signature(
        for data: [UInt8],
        key: SSHPublicKey,
        algorithm: String
    ) async throws(SSHAgentError)
        -> [UInt8]
    {
        let request = AgentMessage.sign(data, with: key, algorithm: algorithm)
        let answer = try await ask(request, expecting: AgentMessage.signResponse) {
            "the agent at \(socketPath) refused to sign with \(key): it is locked (ssh-add -X), no longer has the key, "
                + "or its user declined"
        }
        let signature: AgentSignature
        do {
            signature = try AgentMessage.signature(answer)
        } catch {
            throw misbehaved("its signature is cut off")
        }
        // An agent that does not know the flags for SHA-2 passes over them and signs with SHA-1.
        guard signature.algorithm == algorithm else {
            throw unsupported("answered with a signature of \(signature.algorithm.debugDescription)", algorithm)
        }
        guard signature.isWhole else { throw unsupported("holds that key on a security key", algorithm) }
        return signature.bytes
    }

    /// Sends one message and gives the answer's content, its type byte taken off.
    private func ask(
        _ message: [UInt8],
        expecting type: UInt8,
        refusal: () -> String
    ) async throws(SSHAgentError)
        -> ArraySlice<UInt8>
    {
        guard message.count <= AgentMessage.limit else {
            throw SSHAgentError(
                code: .unsupported,
                path: socketPath,
                message: "what is to be signed is too long for an agent"
            )
        }
        let answer: [UInt8]
        do {
            try await gate.enter()
            defer { gate.leave() }
            answer = try await AgentConnection.exchange(message, path: socketPath, group: group)
        } catch let error as AgentConnection.Fault {
            throw misbehaved(error.rawValue)
        } catch is CancellationError {
            throw SSHAgentError(
                code: .cancelled,
                path: socketPath,
                message: "the request to the agent at \(socketPath) was cancelled"
            )
        } catch {
            throw unavailable(error)
        }
        if answer.first == type { return answer.dropFirst() }
        if answer.first == AgentMessage.failure {
            throw SSHAgentError(code: .refused, path: socketPath, message: refusal())
        }
        throw misbehaved("its answer is not one to that question")
    }

    private func misbehaved(_ what: String) -> SSHAgentError {
        SSHAgentError(
            code: .misbehaved,
            path: socketPath,
            message: "the agent at \(socketPath) does not speak its protocol: \(what)"
        )
    }

    private func unsupported(_ what: String, _ algorithm: String) -> SSHAgentError {
        SSHAgentError(
            code: .unsupported,
            path: socketPath,
            message: "the agent at \(socketPath) cannot sign with \(algorithm): it \(what)"
        )
    }

    private func unavailable(_ error: any Error) -> SSHAgentError {
        SSHAgentError(
            code: .unavailable,
            path: socketPath,
            message: "no agent answers at \(socketPath) (\(error)): start one, or correct SSH_AUTH_SOCK"
        )
    }
}
