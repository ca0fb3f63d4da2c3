import Foundation
import Glibc
import SSHClient
import Testing

@Suite struct HostKeyBookTests {
    private let first = SampleKey.ed25519(1)
    private let second = SampleKey.ed25519(2)

    private func failure(
        _ book: HostKeyBook,
        _ key: SampleKey,
        host: String = "h",
        port: Int = 22
    ) async -> HostKeyError? {
        do throws(HostKeyError) {
            try await book.check(host: host, port: port, key: key.bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func strictAcceptsOnlyWhatIsKnown() async throws {
        let folder = try KnownHostsFolder()
        let file = try folder.write("h \(first.text)\n")
        let book = try HostKeyBook(files: [file])
        #expect(try await book.check(host: "H", port: 22, key: first.bytes) == .known)
        #expect(await failure(book, second)?.code == .changed)
        #expect(await failure(book, first, host: "x")?.code == .unknown)
        #expect(try folder.read() == "h \(first.text)\n")
    }

    @Test func offAcceptsAllButRevokedKeys() async throws {
        let folder = try KnownHostsFolder()
        let file = try folder.write("h \(first.text)\n@revoked * \(SampleKey.rsa(1).text)\n")
        let book = try HostKeyBook(files: [file], policy: .off)
        #expect(try await book.check(host: "h", port: 22, key: first.bytes) == .known)
        #expect(try await book.check(host: "h", port: 22, key: second.bytes) == .unchecked)
        #expect(try await book.check(host: "x", port: 22, key: second.bytes) == .unchecked)
        #expect(await failure(book, .rsa(1))?.code == .revoked)
        #expect(try folder.read().split(separator: "\n").count == 2)
    }

    @Test func acceptNewStoresTheFirstKeyAndHoldsTheHostToIt() async throws {
        let folder = try KnownHostsFolder()
        let file = folder.file("new/deep/known_hosts")
        let book = try HostKeyBook(files: [file, folder.file("other")], policy: .acceptNew)
        #expect(try await book.check(host: "Web01", port: 2222, key: first.bytes) == .stored)
        #expect(try await book.check(host: "web01", port: 2222, key: first.bytes) == .known)
        let changed = await failure(book, second, host: "web01", port: 2222)
        #expect(changed?.code == .changed)
        #expect(changed?.place == KnownHostsPlace(file: file, line: 1))
        #expect(await book.algorithms(host: "web01", port: 2222) == ["ssh-ed25519"])

        #expect(try folder.read("new/deep/known_hosts") == "[web01]:2222 \(first.text)\n")
        #expect(try folder.mode("new/deep/known_hosts") == 0o600)
        #expect(try folder.mode("new/deep") == 0o700)
        #expect(try folder.mode("new") == 0o700)
        #expect(try SSHKeygen.find("[web01]:2222", in: file).map(\.line) == [1])
    }

    @Test func acceptNewRefusesAChangedOrRevokedKey() async throws {
        let folder = try KnownHostsFolder()
        let text = "h \(first.text)\n@revoked * \(SampleKey.rsa(1).text)"
        let book = try HostKeyBook(files: [try folder.write(text)], policy: .acceptNew)
        #expect(await failure(book, second)?.code == .changed)
        #expect(await failure(book, .ecdsa())?.code == .changed)
        #expect(await failure(book, .rsa(1), host: "x")?.code == .revoked)
        #expect(try folder.read() == text)
    }

    @Test func acceptNewEndsALineThatWasLeftOpen() async throws {
        let folder = try KnownHostsFolder()
        let file = try folder.write("# mine\nh \(first.text)")
        let book = try HostKeyBook(files: [file], policy: .acceptNew)
        try await book.check(host: "x", port: 22, key: second.bytes)
        #expect(try folder.read() == "# mine\nh \(first.text)\nx \(second.text)\n")
        #expect(await failure(book, first, host: "x")?.place?.line == 3)
    }

    @Test func acceptNewStoresAHostOnceWhenManyAskTogether() async throws {
        let folder = try KnownHostsFolder()
        let file = folder.file("known_hosts")
        let book = try HostKeyBook(files: [file], policy: .acceptNew)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                group.addTask { try await book.check(host: "h\(number % 50)", port: 22, key: first.bytes) }
            }
            try await group.waitForAll()
        }
        let lines = try folder.read().split(separator: "\n")
        #expect(lines.count == 50)
        #expect(Set(lines) == Set((0..<50).map { "h\($0) \(first.text)"[...] }))
        for (index, line) in lines.enumerated() {
            let host = String(line.prefix { $0 != " " })
            #expect(await failure(book, second, host: host)?.place?.line == index + 1)
        }
    }

    @Test func acceptNewTakesOneOfTwoKeysThatComeTogether() async throws {
        let folder = try KnownHostsFolder()
        let book = try HostKeyBook(files: [folder.file("known_hosts")], policy: .acceptNew)
        let codes = await withTaskGroup(of: HostKeyError.Code?.self) { group in
            for number: UInt8 in 1...20 {
                group.addTask { await failure(book, .ed25519(number))?.code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == .changed } == 19)
        #expect(try folder.read().split(separator: "\n").count == 1)
    }

    @Test func severalBooksShareAFile() async throws {
        let folder = try KnownHostsFolder()
        let file = folder.file("known_hosts")
        let books = try (0..<4).map { _ in try HostKeyBook(files: [file], policy: .acceptNew) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, book) in books.enumerated() {
                for host in 0..<25 {
                    group.addTask { try await book.check(host: "h\(number)-\(host)", port: 22, key: first.bytes) }
                }
            }
            try await group.waitForAll()
        }
        let known = try KnownHosts(files: [file])
        #expect(known.warnings == [])
        #expect(try folder.read().split(separator: "\n").count == 100)
    }

    @Test func waitsForALockThatIsHeldForAWhile() async throws {
        let folder = try KnownHostsFolder()
        let file = try folder.write("")
        let holder = open(file, O_RDWR | O_CLOEXEC)
        #expect(flock(holder, LOCK_EX) == 0)
        let book = try HostKeyBook(files: [file], policy: .acceptNew, clock: ActingClock { _ = flock(holder, LOCK_UN) })
        #expect(try await book.check(host: "h", port: 22, key: first.bytes) == .stored)
        close(holder)
    }

    @Test func aLockThatStaysIsAnError() async throws {
        let folder = try KnownHostsFolder()
        let file = try folder.write("")
        let holder = open(file, O_RDWR | O_CLOEXEC)
        #expect(flock(holder, LOCK_EX) == 0)
        let book = try HostKeyBook(files: [file], policy: .acceptNew, clock: ActingClock {})
        let error = await failure(book, first)
        #expect(error?.code == .unwritableFile)
        #expect(error?.message.contains("another process holds its lock") == true)
        close(holder)
        #expect(try await book.check(host: "h", port: 22, key: first.bytes) == .stored)
    }

    @Test func aFileThatCannotBeWrittenIsAnErrorForEachHost() async throws {
        let book = try HostKeyBook(files: ["/proc/no-such-folder/known_hosts"], policy: .acceptNew)
        for host in ["a", "b"] {
            let error = await failure(book, first, host: host)
            #expect(error?.code == .unwritableFile)
            #expect(error?.message.contains("/proc/no-such-folder/known_hosts: No such file or directory") == true)
        }
    }

    @Test(arguments: ["*", "a,b", "a b", "a\nb", "!a", "@revoked", "#a", "|1|a", "", "a?"])
    func aNameThatSaysMoreThanItselfIsNotWritten(_ host: String) async throws {
        let folder = try KnownHostsFolder()
        let book = try HostKeyBook(files: [try folder.write("")], policy: .acceptNew)
        #expect(await failure(book, first, host: host)?.code == .unwritableFile)
        #expect(try folder.read() == "")
    }

    @Test func withoutAFileNewKeysAreKnownForTheRun() async throws {
        for files in [[], ["/dev/null"]] {
            let book = try HostKeyBook(files: files, policy: .acceptNew)
            #expect(try await book.check(host: "h", port: 22, key: first.bytes) == .stored)
            #expect(await failure(book, second)?.code == .changed)
        }
    }

    @Test func errorsNameHostKeyLineAndFix() async throws {
        let folder = try KnownHostsFolder()
        let text = "# mine\n[h]:2222 \(first.text)\n@revoked * \(SampleKey.ed25519(9).text)\n"
        let file = try folder.write(text, to: "known hosts")
        let book = try HostKeyBook(files: [file])
        let shown = try #require(try SSHKeygen.find("[h]:2222", in: file).first?.fingerprint)

        let changed = try #require(await failure(book, second, port: 2222))
        #expect(changed.message.hasPrefix("the host key of [h]:2222 has changed: it presented ssh-ed25519 SHA256:"))
        #expect(changed.message.contains("but \(file):2 holds ssh-ed25519 \(shown)"))
        #expect(changed.message.contains("`ssh-keygen -R '[h]:2222' -f '\(file)'`"))

        let unknown = try #require(await failure(book, second, host: "x", port: 2022))
        #expect(unknown.message.contains("`ssh-keyscan -p 2022 x >> '\(file)'`"))
        #expect(unknown.message.contains("--host-key accept-new"))
        #expect(unknown.fingerprint.map(unknown.message.contains) == true)

        let revoked = try #require(await failure(book, .ed25519(9), host: "x"))
        #expect(revoked.message.contains("which \(file):3 revokes"))
    }

    @Test func theFixForAChangedKeyWorks() async throws {
        let folder = try KnownHostsFolder()
        let file = try folder.write("[h]:2222 \(first.text)\n")
        try SSHKeygen.hash(file)
        #expect(await failure(try HostKeyBook(files: [file]), second, port: 2222)?.code == .changed)
        try SSHKeygen.run(["-R", "[h]:2222", "-f", file])
        #expect(await failure(try HostKeyBook(files: [file]), second, port: 2222)?.code == .unknown)
    }

    /// A clock on which nobody waits: each wait runs an action instead.
    private struct ActingClock: Clock {
        let act: @Sendable () -> Void
        var now: ContinuousClock.Instant { ContinuousClock.now }
        var minimumResolution: Duration { .zero }

        func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws { act() }
    }
}
