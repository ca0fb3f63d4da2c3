import CLibSSH2

extension SSHSession {
    /// Signs in: each credential in turn, of the methods that the server offers, until one is enough.
    ///
    /// A server may ask for several methods one after the other (`AuthenticationMethods`): what it offers is asked again
    /// once nothing is left to try of what it offered first.
    ///
    /// - Throws: ``SSHError`` with `authRejected`, which says what was offered and tried, or `credentialUnusable`.
    func authenticate(as user: String, with credentials: [SSHCredential]) async throws {
        var record = SignInRecord(user: user)
        var waiting = try await candidates(from: credentials, into: &record)
        // Whether the server may offer something else by now.
        var mayHaveChanged = false
        var hasAsked = false
        if case .key? = waiting.first {
            // A key is nearly always what a server wants: trying it unasked saves a round trip for every node.
            record.offered = ["publickey"]
        } else {
            guard let first = try await offered(to: user) else { return }
            record.offered = first
            hasAsked = true
        }
        while true {
            guard let place = waiting.firstIndex(where: { $0.method(among: record.offered) != nil }) else {
                guard !hasAsked || (!waiting.isEmpty && mayHaveChanged) else { throw record.rejection() }
                hasAsked = true
                mayHaveChanged = false
                guard let again = try await offered(to: user) else { return }
                record.offered = again
                continue
            }
            let candidate = waiting.remove(at: place)
            record.tried.append(candidate.name)
            mayHaveChanged = true
            do {
                switch try await attempt(candidate, as: user, offered: record.offered) {
                case .enough: return
                case .refused: break
                case .halfWay:
                    record.accepted.append(candidate.name)
                    guard !waiting.isEmpty, let again = try await offered(to: user) else { break }
                    record.offered = again
                    mayHaveChanged = false
                }
            } catch let error as SSHError where error.code == .credentialUnusable {
                record.unusable.append(error.message)
            } catch let error as SSHError where error.code == .disconnected {
                throw record.disconnection(error)
            }
        }
    }

    /// The methods that the server offers; nil where it wants none.
    private func offered(to user: String) async throws -> [String]? {
        let name = OwnedBytes(user.utf8)
        return try await call(.authenticate) { session in
            if let list = unsafe libssh2_userauth_list(session.pointer, name.characters, UInt32(name.count)) {
                return .done(unsafe String(cString: list).split(separator: ",").map(String.init))
            }
            if unsafe libssh2_userauth_authenticated(session.pointer) != 0 { return .done(nil) }
            return .reading(unsafe libssh2_session_last_errno(session.pointer)) { _ in [] }
        }
    }

    private func candidates(
        from credentials: [SSHCredential],
        into record: inout SignInRecord
    ) async throws -> [SignInCandidate] {
        var found: [SignInCandidate] = []
        var known: Set<[UInt8]> = []
        for credential in credentials {
            switch credential {
            case .key(let key):
                if known.insert(key.publicKey.blob).inserted { found.append(.key(key)) }
            case .agent(let agent):
                do {
                    for key in try await agent.identities() where known.insert(key.blob).inserted {
                        found.append(.agent(agent, key))
                    }
                } catch {
                    try Task.checkCancellation()
                    record.unusable.append("\(error)")
                }
            case .password(let secret): found.append(.password(secret))
            case .keyboardInteractive(let answer): found.append(.prompts(answer))
            }
        }
        return found
    }

    /// Tries one candidate.
    private func attempt(_ candidate: SignInCandidate, as user: String, offered: [String]) async throws -> SignInAnswer
    {
        switch candidate {
        case .key(let key):
            let slip = SignatureSlip(key: key)
            if try await publicKey(key.publicKey, as: user, signature: slip) { return .enough }
            if let fault = slip.fault {
                throw SSHError(.credentialUnusable, during: .authenticate, fault.message)
            }
            return slip.hasSigned ? .halfWay : .refused
        case .agent(let agent, let key):
            let slip = SignatureSlip(key: nil)
            if try await publicKey(key, as: user, signature: slip) { return .enough }
            guard let data = slip.wanted else { return .refused }
            do {
                slip.signature = try await agent.signature(for: data, key: key, algorithm: slip.algorithm)
            } catch {
                try Task.checkCancellation()
                throw SSHError(.credentialUnusable, during: .authenticate, "\(error)")
            }
            return try await publicKey(key, as: user, signature: slip) ? .enough : .halfWay
        case .password(let secret):
            if candidate.method(among: offered) == "password" {
                return try await password(secret, as: user) ? .enough : .refused
            }
            let isEnough = try await prompts(as: user) { challenge in
                challenge.prompts.map { $0.echoes ? Secret("") : secret }
            }
            return isEnough ? .enough : .refused
        case .prompts(let answer):
            return try await prompts(as: user, answer) ? .enough : .refused
        }
    }

    /// Signs in with a key; the signature comes from the slip, in the callback (RFC 4252, section 7).
    private func publicKey(_ key: SSHPublicKey, as user: String, signature slip: SignatureSlip) async throws -> Bool {
        let name = OwnedBytes(user.utf8)
        let blob = OwnedBytes(RequestedAlgorithm.blob(for: key))
        // libssh2 reads the slip through this pointer's target until the call is over.
        let abstract = OwnedPointer(to: slip)
        return try await verdict { session in
            unsafe libssh2_userauth_publickey(
                session.pointer,
                name.characters,
                blob.bytes,
                blob.count,
                signatureWanted,
                abstract.target
            )
        }
    }

    private func password(_ secret: Secret, as user: String) async throws -> Bool {
        let name = OwnedBytes(user.utf8)
        let word = unsafe secret.withBytes { unsafe OwnedBytes($0) }
        return try await verdict { session in
            unsafe libssh2_userauth_password_ex(
                session.pointer,
                name.characters,
                UInt32(name.count),
                word.characters,
                UInt32(word.count),
                nil
            )
        }
    }

    private func prompts(
        as user: String,
        _ answer: @escaping (KeyboardInteractiveChallenge) -> [Secret]
    ) async throws -> Bool {
        let name = OwnedBytes(user.utf8)
        wire.responder = answer
        defer { wire.responder = nil }
        return try await verdict { session in
            unsafe libssh2_userauth_keyboard_interactive_ex(
                session.pointer,
                name.characters,
                UInt32(name.count),
                promptsAsked
            )
        }
    }

    /// Runs one sign-in call: true where it was enough, false where it was refused or asks for more.
    private func verdict(_ attempt: (RawSession) -> Int32) async throws -> Bool {
        do {
            try await call(.authenticate) { Attempt(attempt($0)) }
            return true
        } catch let error as SSHError where error.code == .authRejected {
            // libssh2 says "refused" too where the server hung up instead of answering.
            if let end = wire.end { throw end.met(during: .authenticate, libraryCode: error.libraryCode) }
            return false
        }
    }
}

/// What a server made of one credential.
private enum SignInAnswer {
    case enough
    /// It was refused, or it was accepted and more is wanted: libssh2 does not tell the two apart.
    case refused
    /// The server asked for a key's signature, and wants something else besides (RFC 4252, section 5.1).
    case halfWay
}
