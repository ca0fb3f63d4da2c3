import ArgumentParser
import StrictYAML
import TrawlDomain
import TrawlFleet
import TrawlServer

/// The command `trawl inventory check`.
struct InventoryCheck: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say every mistake of an inventory or a hosts file, and of ssh's configuration, with its place.",
        discussion: """
            What is no mistake and should be known, such as hosts that are left out, is said too. Exit status 78 where \
            something is wrong.

              trawl inventory check --inventory fleet.yaml
              trawl inventory check --inventory site/hosts --json
            """
    )

    @OptionGroup var targets: TargetOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    @Flag(name: .customLong("json"), help: "Print one JSON object.")
    var isJSON = false

    func validate() throws {
        guard targets.inventory != nil || targets.hostsFile != nil else {
            throw ValidationError("Say what to check: give --inventory or --hosts-file.")
        }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        do {
            let fleet = try FleetReader(context: context).fleet(targets, connection)
            let wanted = targets.targets.isEmpty && targets.hostsFile == nil ? ["all"] : targets.targets
            let nodes = try fleet.resolver.resolve(wanted)
            let notes = fleet.inventoryNotes.map(Entry.init) + fleet.sshNotes.map(Entry.init)
            if isJSON {
                let answer = Answer(ok: true, nodes: nodes.count, faults: [], notes: notes)
                context.console.printLine(try DocumentCoding.text(of: answer))
                return .success
            }
            for note in notes { context.console.complain("note: \(note.text)") }
            context.console.printLine(
                "ok: \(Figures.count(nodes.count, "node")), \(FoldedNames.of(nodes.map(\.name)))"
            )
            return .success
        } catch let faults as YAMLFaults where isJSON {
            return try tell(faults.faults.map(Entry.init), context)
        } catch let faults as FleetFaults where isJSON {
            return try tell(faults.faults.map(Entry.init), context)
        }
    }

    private func tell(_ faults: [Entry], _ context: CommandContext) throws -> CommandStatus {
        let answer = Answer(ok: false, nodes: nil, faults: faults, notes: [])
        context.console.printLine(try DocumentCoding.text(of: answer))
        return .configuration
    }

    private struct Answer: Encodable {
        var ok: Bool
        var nodes: Int?
        var faults: [Entry]
        var notes: [Entry]
    }

    /// A mistake or a note, and where it is.
    private struct Entry: Encodable {
        var file: String?
        var line: Int?
        var column: Int?
        var message: String

        init(_ fault: YAMLFault) {
            self.init(fault.location, fault.message)
        }

        init(_ fault: FleetFault) {
            self.init(fault.location, fault.message)
        }

        init(_ note: InventoryNote) {
            self.init(note.location, note.message)
        }

        private init(_ location: SourceLocation?, _ message: String) {
            file = location?.file
            line = location.flatMap { $0.line == 0 ? nil : $0.line }
            column = location.flatMap { $0.column == 0 ? nil : $0.column }
            self.message = message
        }

        var text: String {
            guard let file else { return message }
            return "\(SourceLocation(file: file, line: line ?? 0, column: column ?? 0)): \(message)"
        }
    }
}
