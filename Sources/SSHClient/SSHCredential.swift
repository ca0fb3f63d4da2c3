/// A way to prove who we are.
public enum SSHCredential: Sendable {
    /// A private key in memory (RFC 4252, section 7).
    case key(SSHPrivateKey)
    /// Every key that an agent holds.
    case agent(SSHAgent)
    /// A password (RFC 4252, section 8); it also answers keyboard-interactive's prompts that do not echo.
    case password(Secret)
    /// Answers to whatever the server asks (RFC 4256). Called on the session's event loop, so it must not block.
    case keyboardInteractive(@Sendable (KeyboardInteractiveChallenge) -> [Secret])
}

/// What a server asks in keyboard-interactive sign-in (RFC 4256, section 3.2).
public struct KeyboardInteractiveChallenge: Hashable, Sendable {
    /// One question, and whether its answer may be shown while it is typed.
    public struct Prompt: Hashable, Sendable {
        /// What the user is asked.
        public let text: String
        /// Whether what is typed may be seen, as a password may not.
        public let echoes: Bool
    }

    /// What the questions are about; often empty.
    public let name: String
    /// A sentence to show before the questions; often empty.
    public let instruction: String
    /// The questions, each of which wants one answer; there may be none.
    public let prompts: [Prompt]
}
