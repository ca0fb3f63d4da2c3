import TrawlDomain

/// Every setting of a server by its full name, which is also its place in `config/trawl.yaml`.
///
/// `listen.port` is the field `port` of the section `listen`, the environment's `TRAWL_LISTEN_PORT`, and what
/// `--set listen.port=…` means.
package enum ServerSetting: String, CaseIterable, Sendable {
    case listenAddress = "listen.address"
    case listenPort = "listen.port"
    case tlsCertificate = "listen.tls_certificate"
    case tlsKey = "listen.tls_key"
    case behindProxy = "listen.behind_proxy"
    case dataDirectory = "data.dir"
    case diskFloor = "data.disk_floor"
    case retention = "data.retention"
    case inventory = "nodes.inventory"
    case profiles = "nodes.profiles"
    case user = "nodes.user"
    case identities = "nodes.identities"
    case knownHosts = "nodes.known_hosts"
    case hostKey = "nodes.host_key"
    case sshConfig = "nodes.ssh_config"
    case concurrency = "run.concurrency"
    case jobConcurrency = "run.job_concurrency"
    case jobConcurrencyLimit = "run.job_concurrency_limit"
    case shutdownGrace = "run.shutdown_grace"
    case bodyLimit = "limits.body"
    case headerLimit = "limits.headers"
    case nodesPerJob = "limits.nodes_per_job"
    case streamsPerToken = "limits.streams_per_token"
    case connections = "limits.connections"
    case requestTime = "limits.request_time"
    case idleTime = "limits.idle"
    case stallTime = "limits.stalled"
    case metricsRole = "metrics.role"
    case logFormat = "log.format"
    case logLevel = "log.level"

    /// What a value of it looks like.
    package var kind: SettingKind {
        switch self {
        case .listenAddress, .tlsCertificate, .tlsKey, .dataDirectory, .inventory, .user, .sshConfig: .text
        case .profiles, .identities, .knownHosts: .texts
        case .listenPort: .number(0...65535)
        case .behindProxy: .flag
        case .diskFloor: .bytes(0...(1 << 50))
        case .retention: .duration(.zero ... .seconds(36_500 * 86_400))
        case .hostKey: .choice(["strict", "accept-new", "off"])
        case .concurrency: .number(1...100_000)
        case .jobConcurrency, .jobConcurrencyLimit: .number(1...100_000)
        case .shutdownGrace: .duration(.zero ... .seconds(3600))
        case .bodyLimit: .bytes(1024...(64 << 20))
        case .headerLimit: .bytes(1024...(1 << 20))
        case .nodesPerJob: .number(1...1_000_000)
        case .streamsPerToken, .connections: .number(1...100_000)
        case .requestTime, .idleTime, .stallTime: .duration(.milliseconds(100) ... .seconds(3600))
        case .metricsRole: .choice(AccessRole.allCases.map(\.rawValue))
        case .logFormat: .choice(LogFormat.allCases.map(\.rawValue))
        case .logLevel: .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"])
        }
    }

    /// The value where nobody gives one, as it would be written; nil where there is none.
    package var standard: String? {
        switch self {
        case .listenAddress: "127.0.0.1"
        case .listenPort: "7422"
        case .behindProxy: "false"
        case .diskFloor: "256MiB"
        case .retention: "0s"
        case .concurrency: "1000"
        case .jobConcurrency: "50"
        case .shutdownGrace: "20s"
        case .bodyLimit: "1MiB"
        case .headerLimit: "16KiB"
        case .nodesPerJob: "10000"
        case .streamsPerToken: "16"
        case .connections: "4096"
        case .requestTime, .stallTime: "30s"
        case .idleTime: "1m"
        case .metricsRole: "admin"
        case .logFormat: "auto"
        case .logLevel: "info"
        case .tlsCertificate, .tlsKey, .dataDirectory, .inventory, .profiles, .user, .identities, .knownHosts, .hostKey,
            .jobConcurrencyLimit, .sshConfig:
            nil
        }
    }

    package var section: String { String(rawValue.prefix { $0 != "." }) }
    package var field: String { String(rawValue.drop { $0 != "." }.dropFirst()) }

    /// The environment variable that gives it.
    package var variable: String { "TRAWL_" + rawValue.uppercased().replacing(".", with: "_") }

    /// The sections of the file, in its order.
    package static var sections: [String] {
        var seen: Set<String> = []
        return allCases.map(\.section).filter { seen.insert($0).inserted }
    }
}
