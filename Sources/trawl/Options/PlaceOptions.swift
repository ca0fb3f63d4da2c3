import ArgumentParser
import TrawlServer
import TrawlStore

/// Where a command works: at a server, or in a data directory.
///
/// The one place that decides it.
struct PlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Work at the server of this address.",
            discussion:
                "Without it TRAWL_URL; else the server of the data directory, where one runs; else the directory.",
            valueName: "url"
        )
    )
    var url: String?

    @Flag(
        name: .customLong("plain-http"),
        help: "Send the token without TLS, to a server beyond this machine too (TRAWL_PLAIN_HTTP=1 says the same)."
    )
    var allowsPlain = false

    @OptionGroup var dataDirectory: DataDirectoryOption

    func validate() throws {
        if url != nil, dataDirectory.path != nil {
            throw ValidationError("Give --url or --data-dir, not both.")
        }
    }

    /// Lends the place to a closure, with all that it holds open.
    ///
    /// - Throws: ``CommandFailure`` where there is no way in; what the closure throws.
    func use(
        in context: CommandContext,
        _ body: (JobPlace) async throws -> CommandStatus
    ) async throws -> CommandStatus {
        guard let address = try server(in: context) else {
            let directory = try dataDirectory.directory(in: context.environment)
            return try await body(.directory(LocalJobs(directory: directory, context: context)))
        }
        return try await ServerClient.with(address) { client in
            try await body(.server(RemoteJobs(client: client, clock: context.clock, notice: context.console.complain)))
        }
    }

    /// Lends those who are let in to a closure: at the server that is named, else in the data directory itself.
    ///
    /// Whoever has the directory needs no token for that, and a server that works there sees it at once.
    ///
    /// - Throws: ``CommandFailure`` where there is no way in; what the closure throws.
    func useTokens(
        in context: CommandContext,
        _ body: (any TokenSource) async throws -> CommandStatus
    ) async throws -> CommandStatus {
        guard named(in: context.environment) != nil, let address = try server(in: context) else {
            let directory = try dataDirectory.directory(in: context.environment)
            return try await body(TokenOffice(store: try context.openTokens(directory)))
        }
        return try await ServerClient.with(address) { try await body(RemoteTokens(client: $0)) }
    }

    /// The address that a person named; what is said in the command itself goes over what the environment says.
    private func named(in environment: Environment) -> String? {
        url ?? (dataDirectory.path == nil ? environment["TRAWL_URL"] : nil)
    }

    /// The server to work at; nil for the data directory itself.
    private func server(in context: CommandContext) throws(CommandFailure) -> ServerAddress? {
        let environment = context.environment
        let authorities = environment["TRAWL_CA"].map(environment.absolute)
        let isPlainUsual = try environment.flag("TRAWL_PLAIN_HTTP")
        let named = named(in: environment)
        let directory =
            named == nil || environment["TRAWL_TOKEN"] == nil ? try? dataDirectory.directory(in: environment) : nil
        let note = directory.flatMap { context.localServer($0) }
        guard let named else {
            guard let note else { return nil }
            return try ServerAddress(url: note.url, token: note.token, authorities: authorities)
        }
        if let token = environment["TRAWL_TOKEN"] {
            return try ServerAddress(
                url: named,
                token: token,
                authorities: authorities,
                allowsPlain: allowsPlain || isPlainUsual
            )
        }
        guard let note, let address = try? ServerAddress(url: named, token: note.token, authorities: authorities),
            address.url == note.url
        else {
            throw CommandFailure(
                "there is no token for \(named): set TRAWL_TOKEN (`trawl token create` makes one on the server)",
                status: .configuration
            )
        }
        return address
    }
}
