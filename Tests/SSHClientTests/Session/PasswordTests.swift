import Foundation
import NIOConcurrencyHelpers
import NIOPosix
import SSHClient
import Testing
import TrawlTestKit

/// A python with asyncssh, if there is one: `python3 -m venv .build/asyncssh; .build/asyncssh/bin/pip install asyncssh`.
///
/// With Debian 12's own, 2.10, a sign-in of several steps does not come to its end.
private let python: String? = {
    let isNewer = "import asyncssh; assert int(asyncssh.__version__.split('.')[1]) >= 12"
    for candidate in [ProjectFolder.file(".build/asyncssh/bin/python").path, "python3"]
    where (try? ToolRun.output([candidate, "-W", "ignore", "-c", isNewer])) != nil {
        return candidate
    }
    return nil
}()

@Suite(
    "Signing in by password and by answers",
    .enabled(if: python != nil, "asyncssh is missing: OpenSSH checks passwords against the system's accounts only")
)
struct PasswordTests {
    private let right = SSHCredential.password(Secret("correct horse"))

    private func signIn(
        _ methods: String,
        _ arguments: [String] = [],
        with credentials: [SSHCredential]
    ) async throws -> CommandResult {
        let program = try #require(python)
        return try await FixtureServer.with("password-server.py", [methods] + arguments, python: program) { server in
            var configuration = try SSHConfiguration.of(server)
            configuration.credentials = credentials
            return try await SSHClient.counted().withSession(to: configuration) { try await $0.run("anything") }
        }
    }

    @Test func aPasswordIsEnough() async throws {
        let result = try await signIn("password", with: [.password(Secret("wrong")), right])
        #expect(result.output == "hello alice\n")
        #expect(result.exit == .status(3))
    }

    @Test func aWrongPasswordIsRefusedAndNotShown() async throws {
        let error = await #expect(throws: SSHError.self) {
            try await signIn("password", with: [.password(Secret("tell-tale"))])
        }
        #expect(error?.code == .authRejected)
        #expect(error?.message == "The node refused to sign in alice: it offers password; tried password.")
    }

    @Test func aPasswordThatMustBeChangedIsRefused() async throws {
        let error = await #expect(throws: SSHError.self) { try await signIn("password", ["--expired"], with: [right]) }
        #expect(error?.code == .authRejected)
    }

    @Test func questionsAreAskedAndAnswered() async throws {
        let asked = NIOLockedValueBox<[KeyboardInteractiveChallenge]>([])
        let answers = SSHCredential.keyboardInteractive { challenge in
            asked.withLockedValue { $0.append(challenge) }
            return challenge.prompts.map { Secret($0.echoes ? "Ghent" : "correct horse") }
        }
        let result = try await signIn("keyboard-interactive", with: [answers])
        #expect(result.output == "hello alice\n")
        let challenge = try #require(asked.withLockedValue { $0.first })
        #expect(challenge.name == "Proof")
        #expect(challenge.instruction == "Say who you are.")
        #expect(challenge.prompts.map(\.text) == ["Password: ", "City: "])
        #expect(challenge.prompts.map(\.echoes) == [false, true])
    }

    @Test(
        "too few, too many and wrong answers are refused",
        arguments: [[], ["correct horse"], ["correct horse", "Ghent", "more"], ["Ghent", "correct horse"]]
    )
    func wrongAnswers(answers: [String]) async throws {
        let credential = SSHCredential.keyboardInteractive { _ in answers.map { Secret($0) } }
        let isRight = answers.prefix(2) == ["correct horse", "Ghent"]
        if isRight {
            _ = try await signIn("keyboard-interactive", with: [credential])
        } else {
            let error = await #expect(throws: SSHError.self) {
                try await signIn("keyboard-interactive", with: [credential])
            }
            #expect(error?.code == .authRejected)
        }
    }

    @Test(
        "methods in turn: what else is wanted is asked for once the first was accepted",
        arguments: ["publickey+password", "publickey+keyboard-interactive"]
    )
    func inTurn(methods: String) async throws {
        let folder = try KeyFolder()
        let path = try folder.makeKey("key", ["-t", "ed25519"])
        let other = try folder.makeKey("other", ["-t", "ed25519"])
        let answers = SSHCredential.keyboardInteractive { challenge in
            challenge.prompts.map { Secret($0.echoes ? "Ghent" : "correct horse") }
        }
        let credentials: [SSHCredential] = [
            methods.hasSuffix("password") ? right : answers, .key(try SSHPrivateKey(contentsOf: path)),
            .key(try SSHPrivateKey(contentsOf: other)),
        ]
        let result = try await signIn(methods, ["--key", path + ".pub"], with: credentials)
        #expect(result.output == "hello alice\n")
        let error = await #expect(throws: SSHError.self) {
            try await signIn(methods, ["--key", path + ".pub"], with: [credentials[1]])
        }
        #expect(error?.code == .authRejected)
        #expect(error?.message.contains("it accepted key a comment of key") == true)
    }
}
