import ArgumentParser
import Testing

@testable import trawl

/// The contract's options of `collect` and `submit`, each as it may be written.
@Suite("collect and submit take the same words")
struct SameWordsTests {
    private static let words: [[String]] = [
        ["--inventory", "f"], ["--hosts-file", "-"], ["--profile", "linux"], ["--command", "df"], ["--user", "root"],
        ["--port", "22"], ["--identity", "f"], ["--known-hosts", "f"], ["--host-key", "strict"],
        ["--host-key", "accept-new"], ["--host-key", "off"], ["--jump", "a@b:22"], ["--ask-password"],
        ["--concurrency", "5"], ["--node-timeout", "10m"], ["--deadline", "1h"], ["--retries", "2"],
        ["--max-failures", "5"], ["--max-failures", "10%"], ["--since", "2h"], ["--until", "1h"], ["--name", "x"],
        ["--data-dir", "d"], ["--config", "f"], ["--json"], ["--quiet"], ["--progress", "auto"], ["--progress", "tty"],
        ["--progress", "plain"], ["--progress", "json"], ["--progress", "none"], ["--no-progress"],
        ["--color", "auto"], ["--color", "always"], ["--color", "never"], ["--dry-run"], ["--write-failed", "f"],
    ]

    /// What comes with a later issue, for both.
    private static let later: Set<String> = ["--since", "--until", "--config"]
    /// What says nothing of a job that is only handed in: there is no progress, and nobody has failed yet.
    private static let onlyCollect: Set<String> = ["--progress", "--no-progress", "--write-failed"]

    @Test("Every word of the contract is taken, but for those that are said here to be missing", arguments: words)
    func taken(_ word: [String]) {
        #expect(isTaken(word, by: "collect") == !Self.later.contains(word[0]))
        #expect(isTaken(word, by: "submit") == !(Self.later.contains(word[0]) || Self.onlyCollect.contains(word[0])))
    }

    private func isTaken(_ word: [String], by command: String) -> Bool {
        let work = ["--profile", "--command"].contains(word[0]) ? [] : ["--command", "uptime"]
        return (try? Trawl.parseAsRoot([command, "web1"] + work + word)) != nil
    }
}
