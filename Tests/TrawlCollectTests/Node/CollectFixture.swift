import Foundation
import NIOPosix
import SSHClient
import TrawlDomain
import TrawlFleet
import TrawlTestKit

@testable import TrawlCollect

/// The real collector over a loopback fleet, with a data directory of its own.
struct CollectFixture {
    let fleet: LoopbackFleet
    let data: TemporaryFolder
    let collector: SSHNodeCollector

    /// Lends one for the time of a closure; afterwards nothing of it is left.
    static func with<Result>(
        _ options: LoopbackFleet.Options = .init(),
        grace: Duration = .seconds(1),
        lease: Duration = .seconds(60),
        timeouts: SSHTimeouts = SSHTimeouts(),
        _ body: (CollectFixture) async throws -> Result
    ) async throws -> Result {
        try await LoopbackFleet.with(options) { fleet in
            try await TemporaryFolder.with("collect") { data in
                let disk = DiskThreads()
                let collector = SSHNodeCollector(
                    group: MultiThreadedEventLoopGroup.singleton,
                    disk: disk,
                    layout: FolderLayout(dataDirectory: data.path),
                    settings: CollectSettings(grace: grace, lease: lease, timeouts: timeouts),
                    markKey: (0..<32).map { _ in .random(in: 0...255) },
                    now: { Date() }
                )
                Leftovers.count("sessions") { collector.lanes.all.reduce(0) { $0 + $1.client.census.sessions } }
                Leftovers.count("channels") { collector.lanes.all.reduce(0) { $0 + $1.client.census.channels } }
                Leftovers.count("files") {
                    LeakCensus().descriptors.values.count { $0.hasPrefix(data.path + "/") }
                }
                do {
                    let result = try await body(CollectFixture(fleet: fleet, data: data, collector: collector))
                    await disk.shutDown()
                    return result
                } catch {
                    await disk.shutDown()
                    throw error
                }
            }
        }
    }

    /// Starts an attempt at a node, by default the fleet's first.
    func start(
        _ steps: [Plan.Step],
        node: Int = 0,
        address: String? = nil,
        port: Int? = nil,
        identity: String? = nil,
        knownHosts: String? = nil
    ) throws -> CollectRun {
        let settings = ConnectionSettings(
            user: fleet.user,
            identityFiles: [identity ?? fleet.userKeyPath],
            knownHostsFiles: [knownHosts ?? fleet.knownHostsPath]
        )
        let target = NodeTarget(
            name: try NodeName("node\(node)"),
            address: address ?? LoopbackFleet.address(node),
            port: port ?? fleet.port,
            connection: try settings.encoded()
        )
        let job = Job(
            id: JobID(milliseconds: 1_700_000_000_000, entropy: (1, 2)),
            name: "test",
            status: .running,
            projectID: "default",
            owner: "tester",
            profile: "ad-hoc",
            targets: target.name.description,
            createdAt: Date(),
            counts: JobCounts(running: 1),
            options: JobOptions(),
            plan: try Plan(name: "test", steps: steps).json()
        )
        return CollectRun(collector, job: job, target: target, folder: data.file("jobs/\(job.id)/\(target.name)").path)
    }

    /// Waits until nothing that has this text in its command line or environment runs on the nodes.
    func goes(_ text: String, within limit: Duration = .seconds(10)) async throws {
        try await eventually("end of \(text)", within: limit) { fleet.remoteProcesses(matching: text).isEmpty }
    }
}

extension Plan.Step {
    /// A step with limits that tests rarely reach.
    static func step(
        _ name: String,
        _ run: String,
        timeout: Duration? = nil,
        maxBytes: Int64 = 1 << 30,
        optional: Bool = false
    ) -> Plan.Step {
        Plan.Step(name: name, run: run, timeout: timeout, maxBytes: maxBytes, optional: optional)
    }
}
