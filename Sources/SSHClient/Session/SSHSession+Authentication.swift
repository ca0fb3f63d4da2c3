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
        guard let first = try await offered(to: user) else { return }
        record.offered = first
        var waiting = try await candidates(from: credentials, into: &record)
        while true {
            guard let place = waiting.firstIndex(where: { $0.method(among: record.offered) != nil }) else {
                let before = record.offered
                guard !waiting.isEmpty, !record.tried.isEmpty else { throw record.rejection() }
                guard let again = try await offered(to: user) else { return }
                record.offered = again
                if again == before { throw record.rejection() }
                continue
            }
            let candidate = waiting.remove(at: place)
            record.tried.append(candidate.name)
            do {
                if try await attempt(candidate, as: user, offered: record.offered) { return }
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
                    record.unusable.append("\(error)")
                }
            case .password(let secret): found.append(.password(secret))
            case .keyboardInteractive(let answer): found.append(.prompts(answer))
            }
        }
        return found
    }

    /// Tries one candidate; whether it was enough.
    private func attempt(_ candidate: SignInCandidate, as user: String, offered: [String]) async throws -> Bool {
        switch candidate {
        case .key(let key):
            return try await publicKey(key.publicKey, as: user, signature: SignatureSlip(key: key))
        case .agent(let agent, let key):
            let slip = SignatureSlip(key: nil)
            if try await publicKey(key, as: user, signature: slip) { return true }
            guard let data = slip.wanted else { return false }
            do {
                slip.signature = try await agent.signature(for: data, key: key, algorithm: slip.algorithm)
            } catch {
                throw SSHError(.credentialUnusable, during: .authenticate, "\(error)")
            }
            return try await publicKey(key, as: user, signature: slip)
        case .password(let secret):
            if candidate.method(among: offered) == "password" { return try await password(secret, as: user) }
            return try await prompts(as: user) { challenge in
                challenge.prompts.map { $0.echoes ? Secret("") : secret }
            }
        case .prompts(let answer):
            return try await prompts(as: user, answer)
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
            return false
        }
    }
}
