import Foundation
import Testing
import TrawlCollect

@Suite struct ProfileLibraryTests {
    private let good = "name: web\nsteps:\n  - {name: a, run: a}\n"

    @Test func theFirstFolderThatHasANameWins() throws {
        let first = try ScratchFolder()
        let second = try ScratchFolder()
        _ = try first.write(good.replacingOccurrences(of: "run: a", with: "run: first"), to: "web.yaml")
        _ = try second.write(good, to: "web.yaml")
        let path = try second.write(good.replacingOccurrences(of: "web", with: "db"), to: "db.yml")
        let library = ProfileLibrary(folders: ["/nonexistent", first.path, second.path])
        #expect(try library.profile("web").steps[0].run == "first")
        #expect(try library.profile("db").name == "db")
        #expect(try library.profile(path).name == "db")
        #expect(library.entries().map(\.name) == ["db", "web"])
    }

    @Test func anUnknownNameIsAnsweredWithTheNearest() throws {
        let folder = try ScratchFolder()
        _ = try folder.write(good, to: "web.yaml")
        let fault = #expect(throws: ProfileFault.self) { try ProfileLibrary(folders: [folder.path]).profile("wbe") }
        #expect(fault?.description.contains("did you mean \"web\"?") == true)
    }

    @Test func aProfileHasTheNameOfItsFile() throws {
        let folder = try ScratchFolder()
        _ = try folder.write(good, to: "other.yaml")
        let fault = #expect(throws: ProfileFault.self) { try ProfileLibrary(folders: [folder.path]).profile("other") }
        #expect(fault?.description.contains("other.yaml:1:7") == true)
    }

    @Test func aBrokenFileDoesNotHideTheOthers() throws {
        let folder = try ScratchFolder()
        _ = try folder.write(good, to: "web.yaml")
        _ = try folder.write("name: [", to: "bad.yaml")
        let entries = ProfileLibrary(folders: [folder.path]).entries()
        #expect(entries.map(\.name) == ["bad", "web"])
        #expect(throws: (any Error).self) { try entries[0].profile.get() }
        #expect(try entries[1].profile.get().name == "web")
    }
}
