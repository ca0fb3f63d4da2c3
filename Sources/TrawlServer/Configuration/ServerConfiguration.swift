package import Logging
package import TrawlDomain
package import TrawlFleet

/// How a server is to be run: its settings, read and checked.
package struct ServerConfiguration: Sendable {
    package var listen: ListenConfiguration
    /// Absolute.
    package var dataDirectory: String
    /// Below so many free bytes the server calls itself not ready.
    package var diskFloor: Int
    /// How long a settled job is kept; nil for ever.
    package var retention: Duration?
    /// The file that names the nodes; nil where any name is taken as a host's.
    package var inventory: String?
    /// Folders to look for profiles in, before the usual ones.
    package var profileFolders: [String]
    /// How nodes are signed in to, over whatever the inventory says.
    package var connection: ConnectionChoices
    /// OpenSSH's client configuration: an absolute path, or `none`; nil for the customary files.
    package var sshConfig: String?
    /// The most nodes worked on at once, over all jobs.
    package var concurrency: Int
    /// The most nodes worked on at once in one job, where the job says nothing.
    package var jobConcurrency: Int
    /// The most that a job may ask for (422).
    package var jobConcurrencyLimit: Int
    package var limits: RequestLimits
    /// How long what runs may take to be handed back when the server ends.
    package var shutdownGrace: Duration
    /// The lowest role whose tokens see the whole server at `/metrics`.
    package var metricsRole: AccessRole
    package var logFormat: LogFormat
    package var logLevel: Logger.Level

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - settings: From all their sources.
    ///   - absolute: Makes a path absolute as its writer meant it.
    ///   - standardDataDirectory: Where jobs are kept if nobody says so.
    /// - Throws: ``SettingsFault`` with the place of the first value that cannot be used.
    package init(
        _ settings: ServerSettings,
        absolute: (String) -> String,
        standardDataDirectory: String
    ) throws(SettingsFault) {
        listen = try ListenConfiguration(settings, absolute: absolute)
        dataDirectory = settings.text(.dataDirectory).map(absolute) ?? standardDataDirectory
        diskFloor = try settings.bytes(.diskFloor)
        let kept = try settings.duration(.retention)
        retention = kept == .zero ? nil : kept
        inventory = settings.text(.inventory).map(absolute)
        profileFolders = settings.texts(.profiles).map(absolute)
        let identities = settings.texts(.identities).map(absolute)
        let knownHosts = settings.texts(.knownHosts).map(absolute)
        connection = ConnectionChoices(
            user: settings.text(.user),
            identityFiles: identities.isEmpty ? nil : identities,
            identityOrigin: identities.isEmpty ? nil : settings.source(of: .identities),
            knownHostsFiles: knownHosts.isEmpty ? nil : knownHosts,
            hostKeyChecking: try settings.choice(.hostKey)
        )
        sshConfig = settings.text(.sshConfig).map { $0 == "none" ? $0 : absolute($0) }
        concurrency = try settings.number(.concurrency)
        let limit = settings.text(.jobConcurrencyLimit) == nil ? nil : try settings.number(.jobConcurrencyLimit)
        jobConcurrencyLimit = limit ?? concurrency
        jobConcurrency = try Self.jobConcurrency(settings, limit: jobConcurrencyLimit)
        limits = try RequestLimits(settings)
        shutdownGrace = try settings.duration(.shutdownGrace)
        metricsRole = try settings.choice(.metricsRole) ?? .admin
        logFormat = try settings.choice(.logFormat) ?? .auto
        logLevel = try settings.choice(.logLevel) ?? .info
    }

    /// What holds where nobody says anything must not be in the way of a limit that somebody gave.
    private static func jobConcurrency(_ settings: ServerSettings, limit: Int) throws(SettingsFault) -> Int {
        let number = try settings.number(.jobConcurrency)
        let source = settings.source(of: .jobConcurrency)
        guard number > limit else { return number }
        guard source != ServerSetting.jobConcurrency.rawValue else { return limit }
        throw SettingsFault(
            "\(source): \(number) is more than \(ServerSetting.jobConcurrencyLimit.rawValue), which is \(limit)"
        )
    }
}
