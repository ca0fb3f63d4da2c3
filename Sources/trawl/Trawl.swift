import ArgumentParser

@main
struct Trawl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "trawl")
}
