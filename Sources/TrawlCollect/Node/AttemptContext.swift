import Crypto
import NIOConcurrencyHelpers
import SSHClient

/// What every attempt of a collector works with.
struct AttemptContext: Sendable {
    let disk: DiskThreads
    let layout: FolderLayout
    let settings: CollectSettings
    let clock: any Clock<Duration>
    /// What the marks of attempts are made with.
    let markKey: SymmetricKey
    /// Starts a stopwatch for an attempt.
    let stopwatch: @Sendable () -> Stopwatch
    /// Who may sign in now: what a thousand nodes on one machine, one gateway or one slow line can take.
    ///
    /// OpenSSH turns away from ten connections on that have not signed in (sshd_config(5), `MaxStartups`).
    let signIns: Turnstile
    /// Who may look at its node over a channel of its own now.
    let looks: Turnstile
    let plans: PlanShelf

    static let signInLimits = Turnstile.Limits(total: 96, perPlace: 8, patience: .seconds(2))
    static let lookLimits = Turnstile.Limits(total: 32, perPlace: 32, patience: .milliseconds(500))
}

/// Plans that were read already: all nodes of a job have the same.
final class PlanShelf: Sendable {
    private struct Reading {
        let text: String
        let plan: Plan
        let redaction: RedactionTable?
    }

    private let secrets: [Secret]
    private let read = NIOLockedValueBox<Reading?>(nil)

    /// `secrets` are taken out of what nodes say, whatever a plan has.
    init(secrets: [Secret]) {
        self.secrets = secrets
    }

    /// The plan that a job's text holds, and what is to be taken out of what its nodes say.
    func plan(_ text: String) throws(PlanFault) -> (plan: Plan, redaction: RedactionTable?) {
        if let known = read.withLockedValue({ $0 }), known.text == text { return (known.plan, known.redaction) }
        let plan = try Plan(json: text)
        let redaction = RedactionTable(rules: plan.redact, secrets: secrets)
        read.withLockedValue { $0 = Reading(text: text, plan: plan, redaction: redaction) }
        return (plan, redaction)
    }
}
